package dev.aether.config;

import java.time.Duration;
import java.util.Optional;

/// How much is kept, and how long.
public record CacheSettings(int maxEntries, Optional<Duration> timeToLive) {
  static CacheSettings of(Settings settings) {
    return new CacheSettings(
        settings.number(CacheSetting.CACHE_MAX_ENTRIES),
        settings
            .optional(CacheSetting.CACHE_TTL_SECS)
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds))));
  }
}
