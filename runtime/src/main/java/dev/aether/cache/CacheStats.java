package dev.aether.cache;

/// How a cache has done since the process started or it was last cleared.
///
/// @param entries answers that are kept now
/// @param hits requests that it answered, shared calls included
/// @param misses requests that it was asked for in vain
/// @param evictions answers that were dropped to keep a limit, or had expired
/// @param tokensSaved that the hits would have cost
/// @param bytes memory that the kept answers take, as estimated
public record CacheStats(
    long entries, long hits, long misses, long evictions, long tokensSaved, long bytes) {
  /// A cache that was never asked.
  public static final CacheStats NONE = new CacheStats(0, 0, 0, 0, 0, 0);

  /// Hits among all that was asked for, 0 if nothing was.
  public double hitRate() {
    return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
  }

  /// Both together.
  public CacheStats plus(CacheStats other) {
    return new CacheStats(
        entries + other.entries,
        hits + other.hits,
        misses + other.misses,
        evictions + other.evictions,
        tokensSaved + other.tokensSaved,
        bytes + other.bytes);
  }
}
