package dev.aether.workflow;

/// What the failure of a node means for the rest of its execution.
public enum ErrorPolicy {
  /// Nothing else starts, what runs is cancelled.
  FAIL,
  /// Everything that does not depend on the node goes on.
  SKIP,
  /// As [#FAIL], after the attempts are used up.
  RETRY
}
