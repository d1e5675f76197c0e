package dev.aether.cache;

import dev.aether.context.Value;

/// A cache as its operator sees it.
public interface CacheLayer {
  /// Its name in statistics: `exact`, `semantic`, `prefix`.
  String name();

  /// How it has done for all tenants together.
  CacheStats stats();

  /// How it has done for one tenant.
  CacheStats stats(String tenant);

  /// What there is to say of it for one tenant besides.
  default Value.Obj details(String tenant) {
    return Value.Obj.EMPTY;
  }

  /// Removes an answer of a tenant by the name that a hit gave it.
  ///
  /// @return whether there was one
  default boolean delete(String tenant, String entryId) {
    return false;
  }

  /// Takes in that a tenant's last hit on an entry was wrong.
  ///
  /// @return whether there was such a hit, not reported before
  default boolean reportWrong(String tenant, String entryId) {
    return false;
  }

  /// Forgets every answer and starts all statistics anew.
  ///
  /// @return how many answers went; where servers share them, at least so many
  long clear();

  /// Forgets the answers of one tenant and starts its statistics anew.
  ///
  /// @return how many answers went; where servers share them, at least so many
  long clear(String tenant);
}
