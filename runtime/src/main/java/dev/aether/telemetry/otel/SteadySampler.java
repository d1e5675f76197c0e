package dev.aether.telemetry.otel;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// Records as many traces a second as are allowed, the first ones of each second's share: a server
/// with little to do shows all its work, one under load a sample that costs the same at any rate.
///
/// A bucket that holds one second's share, kept as the moment until which all of it is spoken for
/// (the [generic cell rate algorithm](https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm)).
/// To say no is to read that moment and the clock. Safe for use by many threads.
final class SteadySampler {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final long nanosOfOne;
  private final InstantSource clock;
  private final AtomicLong spokenFor;

  /// @param perSecond most traces a second, at least 1
  SteadySampler(int perSecond, InstantSource clock) {
    this.nanosOfOne = SECOND / perSecond;
    this.clock = clock;
    this.spokenFor = new AtomicLong(now());
  }

  private long now() {
    return Duration.ofMillis(clock.millis()).toNanos();
  }

  /// Whether one more trace may begin, which is then counted.
  boolean take() {
    long now = now();
    while (true) {
      long until = spokenFor.get();
      boolean clockWentBack = until > now + SECOND;
      long next = (clockWentBack ? now : Math.max(until, now)) + nanosOfOne;
      if (next > now + SECOND) {
        return false;
      }
      if (spokenFor.compareAndSet(until, next)) {
        return true;
      }
    }
  }
}
