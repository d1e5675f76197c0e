package dev.aether.cache;

import com.github.benmanes.caffeine.cache.Cache;
import org.jspecify.annotations.Nullable;

/// Reads a cache, and lets it know of about one reading in eight: what is read most shows in that
/// as well, and to note every reading takes as long as the reading. Safe for use by many threads.
final class Readings<K, V> {
  private static final int SAMPLE = 8;
  private static final int STRIPES = 16;
  private static final int APART = 16; // so that no two threads write to one line of memory

  private final Cache<K, V> cache;
  private final int[] counts =
      new int[STRIPES * APART]; // what two threads count at once may be lost

  Readings(Cache<K, V> cache) {
    this.cache = cache;
  }

  @Nullable V find(K key) {
    int mine = ((int) Thread.currentThread().threadId() & STRIPES - 1) * APART;
    return ++counts[mine] % SAMPLE == 0
        ? cache.getIfPresent(key)
        : cache.policy().getIfPresentQuietly(key);
  }
}
