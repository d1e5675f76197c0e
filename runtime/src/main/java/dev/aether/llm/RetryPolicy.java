package dev.aether.llm;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// When to try a call again.
///
/// @param maxAttempts calls in all, the first included; 1 means no retry
/// @param baseDelay wait before the second attempt
/// @param strategy how the wait grows
/// @param maxDelay upper bound of any wait
public record RetryPolicy(
    int maxAttempts, Duration baseDelay, Strategy strategy, Duration maxDelay) {
  /// One attempt only.
  public static final RetryPolicy NONE =
      new RetryPolicy(1, Duration.ZERO, Strategy.CONSTANT, Duration.ZERO);

  /// What "retry" means when nothing else is said.
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(3, Duration.ofMillis(200), Strategy.EXPONENTIAL, Duration.ofSeconds(10));

  private static final double MOST_JITTER = 0.25;

  /// How the wait grows from attempt to attempt.
  public enum Strategy {
    /// Always the base.
    CONSTANT,
    /// The base times the number of failed attempts.
    LINEAR,
    /// The base doubled for each failed attempt after the first.
    EXPONENTIAL
  }

  /// Refuses what makes no sense.
  public RetryPolicy {
    if (maxAttempts < 1 || baseDelay.isNegative() || maxDelay.isNegative()) {
      throw new IllegalArgumentException(
          "maxAttempts=%d baseDelay=%s maxDelay=%s".formatted(maxAttempts, baseDelay, maxDelay));
    }
  }

  /// How long to wait after the given attempt (1 is the first) has failed: grown, capped, and with
  /// up to a quarter taken off at random, so that callers who failed together do not return
  /// together.
  public Duration delayAfter(int attempt, RandomGenerator random) {
    double base = baseDelay.toNanos();
    double grown =
        switch (strategy) {
          case CONSTANT -> base;
          case LINEAR -> base * attempt;
          case EXPONENTIAL -> base * Math.pow(2, attempt - 1);
        };
    double capped = Math.min(grown, (double) maxDelay.toNanos());
    return Duration.ofNanos((long) (capped * (1 - MOST_JITTER * random.nextDouble())));
  }
}
