package dev.aether.caller;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A limit of requests per minute that lets bursts up to the whole limit pass: the [generic cell
/// rate algorithm](https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm), which needs one
/// number whatever the limit is. Safe for use by many threads.
final class TokenBucket {
  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

  private final int perMinute;
  private final LongSupplier nanoTime;
  private final long nanosPerRequest;

  /// When the bucket will be full again, if nothing more is taken; in the past if it is full.
  private long fullAt;

  TokenBucket(int perMinute, LongSupplier nanoTime) {
    if (perMinute < 1) {
      throw new IllegalArgumentException("a limit of %d per minute".formatted(perMinute));
    }
    this.perMinute = perMinute;
    this.nanoTime = nanoTime;
    this.nanosPerRequest = WINDOW_NANOS / perMinute;
    this.fullAt = nanoTime.getAsLong();
  }

  int perMinute() {
    return perMinute;
  }

  /// What came of taking: whether there was one, and what is left.
  record Taking(boolean granted, Allowance left) {}

  synchronized Taking take() {
    long now = nanoTime.getAsLong();
    long missing = Math.max(0, fullAt - now);
    long size = perMinute * nanosPerRequest;
    boolean granted = missing + nanosPerRequest <= size;
    if (granted) {
      missing += nanosPerRequest;
      fullAt = now + missing;
    }
    long untilNext = Math.max(0, missing + nanosPerRequest - size);
    return new Taking(
        granted,
        new Allowance(
            perMinute,
            (size - missing) / nanosPerRequest,
            Duration.ofNanos(untilNext),
            Duration.ofNanos(missing)));
  }
}
