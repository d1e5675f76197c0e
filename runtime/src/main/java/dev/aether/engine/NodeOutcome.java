package dev.aether.engine;

import java.util.Optional;

/// How one node ended. Every node of a finished execution has exactly one outcome.
public sealed interface NodeOutcome {

  /// The node put something out.
  record Succeeded(NodeOutput output, NodeDetails details) implements NodeOutcome {}

  /// The node ran (all its attempts) and has no output.
  record Failed(NodeError error, NodeDetails details) implements NodeOutcome {}

  /// The node was not run to its end.
  ///
  /// @param becauseOf id of the node at fault, or of the conditional that chose the other branch
  record Skipped(SkipReason reason, Optional<String> becauseOf) implements NodeOutcome {}

  /// Why a node was not run to its end.
  enum SkipReason {
    /// A node that it depends on, directly or not, failed.
    DEPENDENCY_FAILED,
    /// A conditional chose the other branch.
    BRANCH_NOT_TAKEN,
    /// Another node failed and ended the execution.
    ABORTED,
    /// The execution was cancelled.
    CANCELLED,
    /// The execution's deadline passed.
    DEADLINE_EXCEEDED
  }
}
