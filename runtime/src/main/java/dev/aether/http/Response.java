package dev.aether.http;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a handler answers. Immutable, but for the bytes, which nobody changes once they are in
/// here.
final class Response {
  private static final byte[] NOTHING = {};

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Optional<Stream> stream;

  /// A body that is written while it comes into being.
  @FunctionalInterface
  interface Stream {
    /// Writes it all; a reader who is gone is no error.
    void writeTo(OutputStream out) throws InterruptedException;
  }

  private Response(int status, Map<String, String> headers, byte[] body, Optional<Stream> stream) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.stream = stream;
  }

  static Response of(int status, String contentType, byte[] body) {
    return new Response(status, Map.of("Content-Type", contentType), body, Optional.empty());
  }

  static Response empty(int status) {
    return new Response(status, Map.of(), NOTHING, Optional.empty());
  }

  static Response streaming(String contentType, Stream stream) {
    return new Response(200, Map.of("Content-Type", contentType), NOTHING, Optional.of(stream));
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
    return new Response(status, more, body, stream);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  Optional<Stream> stream() {
    return stream;
  }

  byte[] body() {
    return body;
  }
}
