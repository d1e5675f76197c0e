package dev.aether.testing;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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
            && message.get("content") instanceof Value.Text(var text)
        ? text
        : "";
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
