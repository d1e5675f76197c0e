package dev.aether.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Reads a cache, and lets it know of one reading in eight: what is read most shows in that as
/// well, and to note every reading takes as long as the reading.
final class Readings {
  private static final int SAMPLE = 8;

  private Readings() {}

  static <K, V> @Nullable V find(Cache<K, V> cache, K key) {
    return ThreadLocalRandom.current().nextInt(SAMPLE) == 0
        ? cache.getIfPresent(key)
        : cache.policy().getIfPresentQuietly(key);
  }
}
