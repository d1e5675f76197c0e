package dev.aether.execution;

import dev.aether.engine.NodeOutcome;
import java.util.Map;
import java.util.Optional;

/// What a new execution comes from.
///
/// @param parent the execution that the known outcomes are from
/// @param known outcomes by node that are taken over instead of running the node
/// @param claim the key that stands for it
/// @param told whether somebody hears of it before its end
record Origins(
    Optional<String> parent,
    Map<Integer, NodeOutcome.Succeeded> known,
    Optional<ExecutionStore.Claim> claim,
    boolean told) {

  /// Of a request whose caller waits for the end and hears nothing before.
  static Origins untold() {
    return new Origins(Optional.empty(), Map.of(), Optional.empty(), false);
  }
}
