package dev.aether.engine;

import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.llm.CallEvent;
import dev.aether.llm.Models;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What happens in an execution, in order. Whatever is observable of it (the response, streams,
/// metrics, spans, log lines, the stored execution) is a fold over these, so they cannot disagree.
///
/// Moments are given as the time since the execution started.
public sealed interface ExecutionEvent {

  /// The moment, since the start of the execution.
  Duration at();

  /// The first event.
  ///
  /// @param startedAt wall clock at time zero: when the execution was asked for; `at` is what it
  ///   has waited for its place
  record ExecutionStarted(
      String executionId, Plan plan, RunOptions options, Instant startedAt, Duration at)
      implements ExecutionEvent {}

  /// A node begins to run.
  ///
  /// @param route who will be asked first, if it asks a model; a fallback or the cache may answer
  /// @param ready when its last dependency had ended
  record NodeStarted(PlannedNode node, Optional<Models.Route> route, Duration ready, Duration at)
      implements ExecutionEvent {}

  /// The model said something. Only when somebody reads along.
  record NodeText(PlannedNode node, String text, Duration at) implements ExecutionEvent {}

  /// Something happened on the way of the node's call through the layers.
  record NodeCall(PlannedNode node, CallEvent event, Duration at) implements ExecutionEvent {}

  /// A node has an output.
  ///
  /// @param took how long it ran, all its attempts included
  record NodeSucceeded(PlannedNode node, NodeOutcome.Succeeded outcome, Duration took, Duration at)
      implements ExecutionEvent {}

  /// A node has failed.
  ///
  /// @param took how long it ran, all its attempts included
  record NodeFailed(PlannedNode node, NodeOutcome.Failed outcome, Duration took, Duration at)
      implements ExecutionEvent {}

  /// A node will not run, or was stopped.
  ///
  /// @param running whether it had been started
  record NodeSkipped(
      PlannedNode node, SkipReason reason, Optional<String> becauseOf, boolean running, Duration at)
      implements ExecutionEvent {}

  /// The last event.
  record ExecutionFinished(ExecutionStatus status, boolean aborted, Duration at)
      implements ExecutionEvent {}
}
