package dev.aether.redis;

import java.time.Duration;

/// How long anything about a Redis may take.
///
/// @param patience longest time that a call waits for a reply
/// @param connecting longest time for a new connection
/// @param probing pause between two attempts to connect, and between two looks at an idle
///   connection
/// @param lease how long a turn outlives a server that has died in it
/// @param clearing longest time for forgetting answers
public record RedisLimits(
    Duration patience, Duration connecting, Duration probing, Duration lease, Duration clearing) {

  /// For a server at work: a call that finds the Redis stuck loses 30 ms, once.
  public static final RedisLimits STANDARD =
      new RedisLimits(
          Duration.ofMillis(30),
          Duration.ofMillis(500),
          Duration.ofMillis(250),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10));
}
