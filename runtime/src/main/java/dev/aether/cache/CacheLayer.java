package dev.aether.cache;

import java.util.Optional;

/// A cache as its operator sees it.
public interface CacheLayer {
  /// Its name in statistics: `exact`, `semantic`, `prefix`.
  String name();

  /// What is wrong with the place where it shares its answers, for an operator; nothing if all is
  /// well. It goes on without.
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /// How it has done for all tenants together.
  CacheStats stats();

  /// How it has done for one tenant.
  CacheStats stats(String tenant);

  /// Forgets every answer and starts all statistics anew.
  ///
  /// @return how many answers went; where servers share them, at least so many
  long clear();

  /// Forgets the answers of one tenant and starts its statistics anew.
  ///
  /// @return how many answers went; where servers share them, at least so many
  long clear(String tenant);
}
