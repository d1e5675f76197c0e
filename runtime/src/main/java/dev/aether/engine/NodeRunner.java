package dev.aether.engine;

import dev.aether.llm.CallEvent;
import dev.aether.llm.Deadline;
import dev.aether.llm.Models;
import dev.aether.llm.TraceContext;
import dev.aether.workflow.PlannedNode;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Turns one node and its inputs into an outcome. Called from many threads at once.
@FunctionalInterface
public interface NodeRunner {

  /// Runs one node.
  ///
  /// @param progress where to tell what happens meanwhile
  /// @return how the node ended; failures that a node can have are values
  /// @throws InterruptedException if the execution was stopped
  NodeOutcome run(Job job, Progress progress) throws InterruptedException;

  /// Whom a node will ask first, if it asks a model and that is known.
  default Optional<Models.Route> route(PlannedNode node) {
    return Optional.empty();
  }

  /// One node to run.
  ///
  /// @param inputs what the node may read: the context, and the outputs of its dependencies
  /// @param options of the execution
  /// @param deadline of the execution
  /// @param trace where the execution stands in a trace
  record Job(
      PlannedNode node,
      NodeInputs inputs,
      RunOptions options,
      Deadline deadline,
      Optional<TraceContext> trace) {}

  /// What a running node tells its execution.
  ///
  /// @param text receives the model's text as it arrives
  /// @param call receives what happens on the call's way
  /// @param cancelled whether the execution has been stopped
  record Progress(Consumer<String> text, Consumer<CallEvent> call, BooleanSupplier cancelled) {}
}
