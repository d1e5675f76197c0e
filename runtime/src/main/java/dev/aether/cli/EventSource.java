package dev.aether.cli;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads [server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html) as
/// the server writes them: one line of JSON each.
final class EventSource implements AutoCloseable {
  private final BufferedReader in;
  private boolean alive;

  /// One event.
  ///
  /// @param number to resume behind, for events that are kept
  record Event(Optional<String> number, String type, Value.Obj data) {}

  EventSource(InputStream in) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /// Whether the server has said more than that it begins: an event, or a sign of life.
  boolean wasAlive() {
    return alive;
  }

  /// The next event; nothing when the server has closed the stream.
  Optional<Event> next() throws IOException {
    Optional<String> number = Optional.empty();
    String type = "message";
    Optional<Value> data = Optional.empty();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      alive |= line.startsWith(":") || line.startsWith("data:");
      if (line.isEmpty() && data.isPresent() && data.get() instanceof Value.Obj object) {
        return Optional.of(new Event(number, type, object));
      } else if (line.startsWith("id: ")) {
        number = Optional.of(line.substring("id: ".length()));
      } else if (line.startsWith("event: ")) {
        type = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        data = JsonText.JSON.parse(line.substring("data: ".length()));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
