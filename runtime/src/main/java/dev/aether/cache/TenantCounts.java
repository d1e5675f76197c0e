package dev.aether.cache;

import dev.aether.llm.LlmResult.Completion;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/// What a cache counts, for each tenant by itself. Safe for use by many threads. There are as many
/// counts as there are tenants, and those come from the operator's keys file.
final class TenantCounts {
  private final ConcurrentMap<String, Counts> tenants = new ConcurrentHashMap<>();

  private static final class Counts {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder tokensSaved = new LongAdder();
    private final LongAdder entries = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    CacheStats now() {
      return new CacheStats(
          entries.sum(), hits.sum(), misses.sum(), evictions.sum(), tokensSaved.sum(), bytes.sum());
    }

    /// What is kept is no event of the past: it goes when it goes.
    void startAnew() {
      hits.reset();
      misses.reset();
      evictions.reset();
      tokensSaved.reset();
    }
  }

  private Counts of(String tenant) {
    Counts counts = tenants.get(tenant);
    return counts != null ? counts : tenants.computeIfAbsent(tenant, _ -> new Counts());
  }

  void hit(String tenant, Completion answer) {
    Counts counts = of(tenant);
    counts.hits.increment();
    counts.tokensSaved.add(answer.usage().total());
  }

  void miss(String tenant) {
    of(tenant).misses.increment();
  }

  void eviction(String tenant) {
    of(tenant).evictions.increment();
  }

  void kept(String tenant, long sizeBytes) {
    Counts counts = of(tenant);
    counts.entries.increment();
    counts.bytes.add(sizeBytes);
  }

  void gone(String tenant, long sizeBytes) {
    Counts counts = of(tenant);
    counts.entries.decrement();
    counts.bytes.add(-sizeBytes);
  }

  CacheStats stats(String tenant) {
    Counts counts = tenants.get(tenant);
    return counts == null ? CacheStats.NONE : counts.now();
  }

  CacheStats stats() {
    return tenants.values().stream().map(Counts::now).reduce(CacheStats.NONE, CacheStats::plus);
  }

  void clear(String tenant) {
    Counts counts = tenants.get(tenant);
    if (counts != null) {
      counts.startAnew();
    }
  }

  void clear() {
    tenants.values().forEach(Counts::startAnew);
  }
}
