package dev.aether.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.aether.llm.LlmResult.Completion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The answers that this process keeps, within bounds of number and of memory.
///
/// The map below knows one bound only, so both are made one: every answer weighs what it takes, but
/// at least its even share of the memory. So neither bound is ever passed; an answer larger than
/// its share takes the places of several.
///
/// Time goes by the monotonic clock while the process lives. The moment of expiry by wall clock is
/// kept too, for those who carry answers out of the process and back.
final class Answers {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final Cache<CacheKey, Kept> kept;
  private final Readings<CacheKey, Kept> readings;
  private final TenantCounts counts;
  private final InstantSource clock;
  private final LongAdder changes = new LongAdder();
  private final long share;

  /// An answer and whose it is.
  ///
  /// @param life how long it may be used, from when it was put here
  /// @param expiresAtMillis the same by wall clock, since the epoch; the largest number for never
  record Kept(
      String tenant, Completion answer, Duration life, long expiresAtMillis, long sizeBytes) {}

  Answers(CacheBounds bounds, TenantCounts counts, LongSupplier nanoTime, InstantSource clock) {
    this.counts = counts;
    this.clock = clock;
    this.share =
        Math.clamp(bounds.maxBytes() / Math.max(1, bounds.maxEntries()), 1, Integer.MAX_VALUE);
    this.kept =
        Caffeine.newBuilder()
            .maximumWeight(Math.min(bounds.maxBytes(), share * bounds.maxEntries()))
            .weigher((CacheKey _, Kept entry) ->
                (int) Math.clamp(entry.sizeBytes(), share, Integer.MAX_VALUE))
            .executor(Runnable::run)
            .ticker(nanoTime::getAsLong)
            .expireAfter(Expiry.writing((CacheKey _, Kept entry) -> entry.life()))
            .removalListener((@Nullable CacheKey _, @Nullable Kept entry, RemovalCause cause) ->
                gone(entry, cause))
            .build();
    this.readings = new Readings<>(kept);
  }

  @Nullable Kept find(CacheKey key) {
    return readings.find(key);
  }

  /// @param life how long the answer may be used; for ever if empty
  void put(CacheKey key, String tenant, Completion answer, Optional<Duration> life) {
    var entry =
        new Kept(
            tenant,
            answer,
            life.orElse(FOREVER),
            life.map(this::expiry).orElse(Long.MAX_VALUE),
            Footprint.of(tenant, answer));
    counts.kept(tenant, entry.sizeBytes());
    changes.increment();
    kept.put(key, entry);
  }

  private long expiry(Duration life) {
    try {
      return Math.addExact(clock.millis(), life.toMillis());
    } catch (ArithmeticException beyondAllTime) {
      return Long.MAX_VALUE;
    }
  }

  private void gone(@Nullable Kept entry, RemovalCause cause) {
    if (entry != null) {
      counts.gone(entry.tenant(), entry.sizeBytes());
      changes.increment();
      if (cause.wasEvicted()) {
        counts.eviction(entry.tenant());
      }
    }
  }

  /// What has expired or is too much goes now.
  void tidy() {
    kept.cleanUp();
  }

  /// What is kept, as it changes.
  Set<Map.Entry<CacheKey, Kept>> all() {
    tidy();
    return kept.asMap().entrySet();
  }

  /// Another number whenever an answer has come or gone.
  long changes() {
    return changes.sum();
  }

  /// Takes an answer back that an earlier process kept, if it has not expired meanwhile.
  void restore(CacheKey key, String tenant, Completion answer, long expiresAtMillis) {
    long left = expiresAtMillis - clock.millis();
    if (expiresAtMillis == Long.MAX_VALUE) {
      put(key, tenant, answer, Optional.empty());
    } else if (left > 0) {
      put(key, tenant, answer, Optional.of(Duration.ofMillis(left)));
    }
  }

  /// Forgets everything, and says how many answers went.
  long clear() {
    tidy();
    long gone = kept.estimatedSize();
    kept.invalidateAll();
    return gone;
  }

  /// Forgets a tenant's answers, and says how many went.
  long clear(String tenant) {
    long gone = 0;
    for (Map.Entry<CacheKey, Kept> entry : kept.asMap().entrySet()) {
      if (entry.getValue().tenant().equals(tenant)
          && kept.asMap().remove(entry.getKey(), entry.getValue())) {
        gone++;
      }
    }
    return gone;
  }
}
