package dev.aether.json;

import java.io.OutputStream;
import java.util.Arrays;

/// Collects what is written. Most documents are written in one piece, and then that is what comes
/// out, without another copy. Not for more than one thread.
final class WrittenBytes extends OutputStream {
  private byte[] bytes = {};
  private int length;

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] from, int start, int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, length == 0 ? count : Math.max(2 * length, length + count));
    }
    System.arraycopy(from, start, bytes, length, count);
    length += count;
  }

  /// All of it. Nothing may be written afterwards.
  byte[] all() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }
}
