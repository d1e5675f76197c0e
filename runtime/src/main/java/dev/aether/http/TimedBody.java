package dev.aether.http;

import dev.aether.config.ServerSettings.InputLimits;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/// A body that must arrive without long silences, and as a whole within a time, however steadily it
/// drips.
final class TimedBody extends InputStream {
  private final InputStream in;
  private final InputLimits limits;
  private final SlowPeers slowSenders;
  private final LongSupplier nanoTime;
  private final long startedAt;

  /// The sender took too long.
  static final class TooSlow extends IOException {
    private static final long serialVersionUID = 1L;

    TooSlow(String message) {
      super(message);
    }
  }

  /// The sender has gone away, or does not keep to HTTP.
  static final class Broken extends IOException {
    private static final long serialVersionUID = 1L;

    Broken(Throwable cause) {
      super("the body ended before its end, or is not framed as HTTP requires", cause);
    }
  }

  TimedBody(InputStream in, InputLimits limits, SlowPeers slowSenders, LongSupplier nanoTime) {
    this.in = in;
    this.limits = limits;
    this.slowSenders = slowSenders;
    this.nanoTime = nanoTime;
    this.startedAt = nanoTime.getAsLong();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Duration left = limits.whole().minusNanos(nanoTime.getAsLong() - startedAt);
    if (!left.isPositive()) {
      throw tooSlow(limits.whole());
    }
    boolean sooner = limits.silence().compareTo(left) < 0;
    Duration wait = sooner ? limits.silence() : left;
    slowSenders.begin(wait);
    int read;
    try {
      read = in.read(bytes, offset, length);
    } catch (RuntimeException | IOException broken) { // the library throws of both kinds
      throw slowSenders.end() ? new Broken(broken) : tooSlow(wait);
    }
    if (!slowSenders.end()) {
      throw tooSlow(wait);
    }
    return read;
  }

  private static TooSlow tooSlow(Duration limit) {
    return new TooSlow("the body did not arrive within %d seconds".formatted(limit.toSeconds()));
  }
}
