package dev.aether.llm;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What a provider's response says about its rate limits.
public record RateSignals(Gauge requests, Gauge tokens) {
  /// Nothing was said.
  public static final RateSignals NONE = new RateSignals(Gauge.UNKNOWN, Gauge.UNKNOWN);

  /// One limit.
  ///
  /// @param limit how many in all, in the provider's window
  /// @param remaining how many are left of them
  /// @param reset how long until the window is full again
  public record Gauge(OptionalLong limit, OptionalLong remaining, Optional<Duration> reset) {
    /// Nothing was said.
    public static final Gauge UNKNOWN =
        new Gauge(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
  }
}
