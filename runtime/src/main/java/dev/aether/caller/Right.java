package dev.aether.caller;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a caller may do. Each right includes those before it.
public enum Right {
  /// Reads.
  READ,
  /// Also runs and cancels.
  EXECUTE,
  /// Also clears caches, deletes entries and sees the metrics of all tenants.
  ADMIN;

  /// As it is written in the keys file: `execute`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether who has this right may do what the other one allows.
  public boolean includes(Right other) {
    return compareTo(other) >= 0;
  }

  /// The right with this word.
  public static Optional<Right> of(String word) {
    return Stream.of(values()).filter(right -> right.word().equals(word)).findFirst();
  }
}
