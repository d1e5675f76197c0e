package dev.aether.testing;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A request as [VendorStandIn] got it.
///
/// @param headers names in lower case
/// @param arrivedNanos [System#nanoTime()]
/// @param connection number of the connection, from 0
/// @param abandoned opens when the client has closed the connection before its answer was whole
public record SeenRequest(
    String path,
    Map<String, String> headers,
    Value.Obj body,
    long arrivedNanos,
    int connection,
    CountDownLatch abandoned) {

  /// Whether a stream is wanted.
  public boolean streaming() {
    return new Value.Bool(true).equals(body.members().get("stream"));
  }

  /// The text of the last message.
  public String prompt() {
    return body.members().get("messages") instanceof Value.Arr(var messages)
            && messages.getLast() instanceof Value.Obj(var message)
        ? joined(message.get("content"))
        : "";
  }

  /// The system prompt of either vendor; empty if there is none.
  public String system() {
    return body.members().containsKey("system")
        ? joined(body.members().get("system"))
        : body.members().get("messages") instanceof Value.Arr(var messages)
                && messages.size() > 1
                && messages.getFirst() instanceof Value.Obj(var message)
            ? joined(message.get("content"))
            : "";
  }

  /// Text, or blocks of text joined.
  private static String joined(@Nullable Value content) {
    return switch (content) {
      case Value.Text(var text) -> text;
      case Value.Arr(var blocks) ->
          blocks.stream()
              .map(block -> Speech.members(block).getOrDefault("text", Value.Null.NULL).asText())
              .collect(Collectors.joining());
      case null, default -> "";
    };
  }

  /// A run of the prompt, the system prompt included, in the order in which the model reads it.
  ///
  /// @param mark whether the provider is asked to keep everything up to here, and for how long
  record Part(String text, Optional<Duration> mark) {}

  /// The whole prompt.
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    add(parts, body.members().get("system"));
    if (body.members().get("messages") instanceof Value.Arr(var messages)) {
      messages.forEach(message -> add(parts, Speech.members(message).get("content")));
    }
    return parts;
  }

  private static void add(List<Part> parts, @Nullable Value content) {
    switch (content) {
      case Value.Text(var text) -> parts.add(new Part(text, Optional.empty()));
      case Value.Arr(var blocks) ->
          blocks.stream()
              .map(Speech::members)
              .forEach(block ->
                  parts.add(
                      new Part(block.getOrDefault("text", Value.Null.NULL).asText(), mark(block))));
      case null, default -> {}
    }
  }

  private static Optional<Duration> mark(Map<String, Value> block) {
    if (!block.containsKey("cache_control")) {
      return Optional.empty();
    }
    boolean hour =
        new Value.Text("1h").equals(Speech.members(block.get("cache_control")).get("ttl"));
    return Optional.of(hour ? Duration.ofHours(1) : Duration.ofMinutes(5));
  }

  /// A member of the body that is text.
  String text(String member) {
    return body.members().get(member) instanceof Value.Text(var text) ? text : "";
  }

  /// Reads the next request of a connection; null at its end.
  static @Nullable SeenRequest read(InputStream in, int connection) throws IOException {
    String start = line(in);
    if (start == null) {
      return null;
    }
    long arrived = System.nanoTime();
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    Value parsed =
        JsonText.JSON.read(body) instanceof JsonText.Parsed(var value) ? value : Value.Obj.EMPTY;
    return new SeenRequest(
        start.split(" ", -1)[1],
        Map.copyOf(headers),
        parsed instanceof Value.Obj object ? object : Value.Obj.EMPTY,
        arrived,
        connection,
        new CountDownLatch(1));
  }

  private static @Nullable String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        return line.toString();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return null;
  }
}
