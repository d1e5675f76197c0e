package dev.aether.llm;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A moment until which somebody waits, or none.
public final class Deadline {
  /// Nobody counts the time.
  public static final Deadline NEVER = new Deadline(() -> 0, 0, false);

  private final LongSupplier nanoTime;
  private final long at;
  private final boolean bounded;

  private Deadline(LongSupplier nanoTime, long at, boolean bounded) {
    this.nanoTime = nanoTime;
    this.at = at;
    this.bounded = bounded;
  }

  /// A deadline this long from now.
  ///
  /// @param nanoTime a monotonic clock, like [System#nanoTime()]
  public static Deadline in(Duration duration, LongSupplier nanoTime) {
    return new Deadline(nanoTime, nanoTime.getAsLong() + duration.toNanos(), true);
  }

  /// What is left, never negative; empty if there is no deadline.
  public Optional<Duration> remaining() {
    return bounded
        ? Optional.of(Duration.ofNanos(Math.max(0, at - nanoTime.getAsLong())))
        : Optional.empty();
  }

  /// Whether the moment has come.
  public boolean passed() {
    return bounded && nanoTime.getAsLong() - at >= 0;
  }

  /// Whether waiting this long would still end before the deadline.
  public boolean allows(Duration wait) {
    return remaining().map(left -> wait.compareTo(left) < 0).orElse(true);
  }

  /// The shorter of a limit and what is left.
  public Duration orEarlier(Duration limit) {
    return remaining().filter(left -> left.compareTo(limit) < 0).orElse(limit);
  }
}
