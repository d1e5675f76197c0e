package dev.aether.cache;

import java.time.Duration;
import java.util.Optional;

/// How much a cache keeps, and for how long.
///
/// @param maxEntries most answers; 0 keeps none
/// @param maxBytes most memory that the answers take together, in bytes, at least 1
/// @param timeToLive how long an answer may be used whose call does not say so itself; for ever if
///   empty
public record CacheBounds(long maxEntries, long maxBytes, Optional<Duration> timeToLive) {
  /// Refuses what bounds nothing.
  public CacheBounds {
    if (maxEntries < 0 || maxBytes < 1) {
      throw new IllegalArgumentException(maxEntries + " entries, " + maxBytes + " bytes");
    }
  }
}
