package dev.aether.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// The lines of a stream as bytes, so that their places are known. A last line without an end is no
/// line: somebody was cut short in the middle of it.
final class LineBytes {
  private final InputStream in;

  LineBytes(InputStream in, int bufferBytes) {
    this.in = new BufferedInputStream(in, bufferBytes);
  }

  /// The next line, without its end.
  Optional<byte[]> next() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        return Optional.of(line.toByteArray());
      }
      line.write(b);
    }
    return Optional.empty();
  }
}
