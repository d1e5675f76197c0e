package dev.aether.cache;

/// A cache as its operator sees it.
public interface CacheLayer {
  /// Its name in statistics: `exact`, `semantic`, `prefix`.
  String name();

  /// How it has done.
  CacheStats stats();

  /// Forgets every answer and starts its statistics anew.
  ///
  /// @return how many answers went
  long clear();
}
