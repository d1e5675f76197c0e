package dev.aether.llm;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What may be asked of one provider with one key. What is not stated is learnt from the provider's
/// headers, if it sends any.
///
/// @param requestsPerMinute calls that may start
/// @param tokensPerMinute input and output together
/// @param callsInFlight at one moment
/// @param longestWait calls that would wait longer fail at once
/// @param mostWaiting calls that may wait at one moment; more fail at once
public record RateLimits(
    OptionalInt requestsPerMinute,
    OptionalLong tokensPerMinute,
    OptionalInt callsInFlight,
    Duration longestWait,
    int mostWaiting) {
  /// None stated.
  public static final RateLimits LEARNT =
      new RateLimits(
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalInt.empty(),
          Duration.ofMinutes(2),
          10_000);

  /// Refuses limits that let nothing through.
  public RateLimits {
    if (requestsPerMinute.orElse(1) < 1
        || tokensPerMinute.orElse(1) < 1
        || callsInFlight.orElse(1) < 1
        || mostWaiting < 0) {
      throw new IllegalArgumentException("a limit is below 1");
    }
  }

  /// The same with another number of calls a minute.
  public RateLimits requestsPerMinute(int requests) {
    return new RateLimits(
        OptionalInt.of(requests), tokensPerMinute, callsInFlight, longestWait, mostWaiting);
  }

  /// The same with another number of tokens a minute.
  public RateLimits tokensPerMinute(long tokens) {
    return new RateLimits(
        requestsPerMinute, OptionalLong.of(tokens), callsInFlight, longestWait, mostWaiting);
  }

  /// The same with another number of calls at one moment.
  public RateLimits callsInFlight(int calls) {
    return new RateLimits(
        requestsPerMinute, tokensPerMinute, OptionalInt.of(calls), longestWait, mostWaiting);
  }
}
