package dev.aether.http;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a handler answers. Immutable, but for the bytes, which nobody changes once they are in
/// here.
final class Response {
  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private Response(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static Response of(int status, String contentType, byte[] body) {
    return new Response(status, Map.of("Content-Type", contentType), body);
  }

  /// Without a body.
  static Response empty(int status) {
    return new Response(status, Map.of(), new byte[0]);
  }

  static Response json(int status, byte[] body) {
    return of(status, "application/json", body);
  }

  static Response json(int status, Value document) {
    return json(status, bytes(document));
  }

  static byte[] bytes(Value document) {
    return CompactJson.of(document).getBytes(StandardCharsets.UTF_8);
  }

  static Response text(String text) {
    return of(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body);
  }

  /// With a header, unless it is there.
  Response withDefault(String name, String value) {
    return headers.containsKey(name) ? this : with(name, value);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }
}
