package dev.aether.http;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A body that its reader must go on taking: who takes nothing for a while loses the connection,
/// and with it the thread and the buffers that it held.
final class TimedStream extends OutputStream {
  private static final int MOST_AT_ONCE = 8192; // so that a slow reader is told from a stuck one

  private final OutputStream out;
  private final Duration limit;
  private final SlowPeers slowPeers;

  TimedStream(OutputStream out, Duration limit, SlowPeers slowPeers) {
    this.out = out;
    this.limit = limit;
    this.slowPeers = slowPeers;
  }

  /// Nobody reads any more.
  static final class Gone extends IOException {
    private static final long serialVersionUID = 1L;

    Gone(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private Gone tooSlow(@Nullable Throwable cause) {
    return new Gone("the reader took nothing for %d s".formatted(limit.toSeconds()), cause);
  }

  @FunctionalInterface
  private interface Writing {
    void go() throws IOException;
  }

  private void inTime(Writing writing) throws IOException {
    slowPeers.begin(limit);
    try {
      writing.go();
    } catch (RuntimeException | IOException broken) { // the library throws of both kinds
      throw slowPeers.end() ? new Gone("the reader has gone", broken) : tooSlow(broken);
    }
    if (!slowPeers.end()) {
      throw tooSlow(null);
    }
  }

  @Override
  public void write(int one) throws IOException {
    inTime(() -> out.write(one));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int from = 0; from < length; from += MOST_AT_ONCE) {
      int start = offset + from;
      int part = Math.min(MOST_AT_ONCE, length - from);
      inTime(() -> out.write(bytes, start, part));
    }
  }

  @Override
  public void flush() throws IOException {
    inTime(out::flush);
  }

  @Override
  public void close() throws IOException {
    inTime(out::close);
  }
}
