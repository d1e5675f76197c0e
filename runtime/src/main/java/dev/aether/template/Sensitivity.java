package dev.aether.template;

import java.util.Locale;

/// How carefully a value is handled. Ordered: each level includes the care of those before it.
public enum Sensitivity {
  /// May be logged and cached.
  LOW,
  /// May be cached; redacted in logs, traces and events.
  MEDIUM,
  /// Never cached; redacted in logs, traces, events, stores and every response.
  HIGH;

  private final String word = name().toLowerCase(Locale.ROOT);

  /// As it is written in documents.
  public String word() {
    return word;
  }

  /// The stricter of the two.
  public Sensitivity or(Sensitivity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /// Whether this level asks for at least the care of the other one.
  public boolean atLeast(Sensitivity other) {
    return compareTo(other) >= 0;
  }
}
