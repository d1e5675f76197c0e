package dev.aether.caller;

import java.util.EnumSet;
import java.util.Set;

/// On whose behalf a request is answered.
///
/// @param name of the key, for logs
/// @param tenant whose contexts, executions and cached answers it sees; empty without keys
public record Caller(String name, String tenant, Set<Right> rights) {
  /// Everybody, where no keys are configured.
  public static final Caller ANYONE = new Caller("anyone", "", EnumSet.allOf(Right.class));

  /// Who has not been identified, and may do nothing.
  public static final Caller NOBODY = new Caller("nobody", "", Set.of());

  /// Copies the set.
  public Caller {
    rights = Set.copyOf(rights);
  }

  /// Whether this caller may do what the right allows.
  public boolean may(Right needed) {
    return rights.stream().anyMatch(right -> right.includes(needed));
  }
}
