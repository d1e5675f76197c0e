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

    CacheStats with(long entries) {
      return new CacheStats(entries, hits.sum(), misses.sum(), evictions.sum(), tokensSaved.sum());
    }
  }

  private Counts of(String tenant) {
    Counts counts = tenants.get(tenant);
    return counts != null ? counts : tenants.computeIfAbsent(tenant, _ -> new Counts());
  }

  void hit(String tenant, Completion answer) {
    hit(tenant, answer.usage().total());
  }

  void hit(String tenant, int tokensSaved) {
    Counts counts = of(tenant);
    counts.hits.increment();
    counts.tokensSaved.add(tokensSaved);
  }

  void miss(String tenant) {
    of(tenant).misses.increment();
  }

  void eviction(String tenant) {
    of(tenant).evictions.increment();
  }

  /// @param entries of the tenant, which the cache itself knows
  CacheStats stats(String tenant, long entries) {
    Counts counts = tenants.get(tenant);
    return counts == null ? new CacheStats(entries, 0, 0, 0, 0) : counts.with(entries);
  }

  /// @param entries of all tenants
  CacheStats stats(long entries) {
    return tenants.values().stream()
        .map(counts -> counts.with(0))
        .reduce(new CacheStats(entries, 0, 0, 0, 0), CacheStats::plus);
  }

  void clear(String tenant) {
    tenants.remove(tenant);
  }

  void clear() {
    tenants.clear();
  }
}
