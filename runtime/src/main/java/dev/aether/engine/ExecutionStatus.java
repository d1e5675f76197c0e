package dev.aether.engine;

import java.util.Locale;

/// How an execution ended.
public enum ExecutionStatus {
  /// No node failed.
  SUCCEEDED,
  /// A node failed.
  FAILED,
  /// Somebody stopped it.
  CANCELLED,
  /// Its deadline passed.
  TIMED_OUT;

  /// The word in responses, events and metrics.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
