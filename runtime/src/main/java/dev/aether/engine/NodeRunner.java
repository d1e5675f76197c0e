package dev.aether.engine;

import dev.aether.llm.CallEvent;
import dev.aether.llm.Deadline;
import dev.aether.llm.Models;
import dev.aether.llm.TraceContext;
import dev.aether.workflow.PlannedNode;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Turns one node and its inputs into an outcome. Called from many threads at once.
@FunctionalInterface
public interface NodeRunner {

  /// Runs one node.
  ///
  /// @param progress where to tell what happens meanwhile
  /// @return how the node ended; failures that a node can have are values
  /// @throws InterruptedException if the execution was stopped
  NodeOutcome run(Job job, Progress progress) throws InterruptedException;

  /// Begins one node. Never waits, so that an execution can do it between two other things.
  ///
  /// @param progress where to tell what happens, now and in what is left
  default Start begin(Job job, Progress progress) {
    return new Start.Goes(() -> run(job, progress));
  }

  /// How far the beginning of a node came.
  sealed interface Start {
    /// Its outcome was there already.
    record Over(NodeOutcome outcome) implements Start {}

    /// It has to do something that takes time.
    record Goes(Rest rest) implements Start {}
  }

  /// What is left of a node that has begun.
  @FunctionalInterface
  interface Rest {
    /// Does it.
    NodeOutcome run() throws InterruptedException;
  }

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
      Supplier<Optional<TraceContext>> trace) {}

  /// What a running node tells its execution.
  ///
  /// @param text receives the model's text as it arrives
  /// @param call receives what happens on the call's way
  /// @param cancelled whether the execution has been stopped
  record Progress(Consumer<String> text, Consumer<CallEvent> call, BooleanSupplier cancelled) {}
}
