package dev.aether.config;

import java.time.Duration;
import java.util.Optional;

/// How much is kept, and how long.
public record CacheSettings(int maxEntries, long maxBytes, Optional<Duration> timeToLive) {
  static CacheSettings of(Settings settings) {
    return new CacheSettings(
        settings.number(CacheSetting.CACHE_MAX_ENTRIES),
        Long.parseLong(settings.text(CacheSetting.CACHE_MAX_BYTES)),
        settings
            .optional(CacheSetting.CACHE_TTL_SECS)
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds))));
  }
}
