package dev.aether.execution;

import dev.aether.engine.ExecutionStatus;
import java.util.Locale;

/// Where an execution stands, as a resource.
public enum Phase {
  /// Waiting for a place.
  QUEUED,
  /// At work.
  RUNNING,
  /// Asked to stop, and not stopped yet.
  CANCELLING,
  /// No node failed.
  SUCCEEDED,
  /// A node failed.
  FAILED,
  /// Somebody stopped it.
  CANCELLED,
  /// Its deadline passed.
  TIMED_OUT;

  /// The phase that an execution ends in.
  static Phase of(ExecutionStatus status) {
    return switch (status) {
      case SUCCEEDED -> SUCCEEDED;
      case FAILED -> FAILED;
      case CANCELLED -> CANCELLED;
      case TIMED_OUT -> TIMED_OUT;
    };
  }

  /// Whether nothing more happens.
  public boolean ended() {
    return switch (this) {
      case QUEUED, RUNNING, CANCELLING -> false;
      case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> true;
    };
  }

  /// The word in responses.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
