package dev.aether.caller;

import java.util.OptionalInt;
import java.util.Set;

/// One entry of the keys file. The key itself is not known, only its digest.
///
/// @param name 1 to 64 letters, digits, dots, hyphens and underscores; unique in the file
/// @param tenant likewise, but not unique
/// @param sha256 of the key, 64 hexadecimal digits in lower case
/// @param rights at least one
/// @param requestsPerMinute that the key allows; without a limit if absent
public record CallerKey(
    String name, String tenant, String sha256, Set<Right> rights, OptionalInt requestsPerMinute) {
  static final String WORD = "[A-Za-z0-9._-]{1,64}";
  static final String DIGEST = "[0-9a-f]{64}";

  /// Refuses what is not as said above.
  public CallerKey {
    if (!name.matches(WORD) || !tenant.matches(WORD) || !sha256.matches(DIGEST)) {
      throw new IllegalArgumentException("not a name, a tenant and a SHA-256 digest");
    }
    if (rights.isEmpty() || requestsPerMinute.orElse(1) < 1) {
      throw new IllegalArgumentException("no rights, or a limit below 1");
    }
    rights = Set.copyOf(rights);
  }

  Caller caller() {
    return new Caller(name, tenant, rights);
  }
}
