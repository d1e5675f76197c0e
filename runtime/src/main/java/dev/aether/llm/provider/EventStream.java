package dev.aether.llm.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the data of server-sent events ([WHATWG HTML, section
/// 9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html)).
///
/// Only what the providers use: lines end with LF or CRLF, and the names of events are left out
/// because the data says what it is. Comments are skipped.
final class EventStream {
  /// Longest event. Real ones have a few hundred bytes.
  static final int LIMIT_BYTES = 4 * 1024 * 1024;

  private final InputStream stream;
  private final byte[] buffer = new byte[8 * 1024];
  private int from;
  private int to;

  EventStream(InputStream stream) {
    this.stream = stream;
  }

  /// The data of the next event; empty at the end of the stream.
  ///
  /// @throws IOException if the stream fails, or an event is longer than the limit
  Optional<String> next() throws IOException {
    StringBuilder data = null;
    for (String line = line(); line != null; line = line()) {
      if (line.isEmpty()) {
        if (data != null) {
          return Optional.of(data.toString());
        }
      } else if (line.startsWith("data:")) {
        String part = line.substring(line.startsWith("data: ") ? 6 : 5);
        if (data == null) {
          data = new StringBuilder(part);
        } else {
          data.append('\n').append(part);
        }
        if (data.length() > LIMIT_BYTES) {
          throw new IOException("an event is longer than " + LIMIT_BYTES + " bytes");
        }
      }
    }
    return Optional.empty(); // an event without its empty line was cut off, and is dropped
  }

  /// The next line without its end; null at the end of the stream.
  private @Nullable String line() throws IOException {
    ByteArrayOutputStream start = null;
    while (true) {
      for (int i = from; i < to; i++) {
        if (buffer[i] == '\n') {
          String line = text(start, i);
          from = i + 1;
          return line;
        }
      }
      if (from < to) {
        start = start == null ? new ByteArrayOutputStream(2 * buffer.length) : start;
        start.write(buffer, from, to - from);
        if (start.size() > LIMIT_BYTES) {
          throw new IOException("an event is longer than " + LIMIT_BYTES + " bytes");
        }
      }
      from = 0;
      to = stream.read(buffer, 0, buffer.length);
      if (to < 0) {
        to = 0;
        return start == null ? null : text(start, 0);
      }
    }
  }

  /// What was put aside, and the buffer up to an index; without the CR of a CRLF.
  private String text(@Nullable ByteArrayOutputStream start, int end) {
    String line;
    if (start == null) {
      line = new String(buffer, from, end - from, StandardCharsets.UTF_8);
    } else {
      start.write(buffer, from, end - from);
      line = start.toString(StandardCharsets.UTF_8);
    }
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
