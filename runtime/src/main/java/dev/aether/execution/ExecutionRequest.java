package dev.aether.execution;

import dev.aether.context.Value;
import dev.aether.engine.RunOptions;
import dev.aether.llm.TraceContext;
import dev.aether.workflow.Plan;
import java.util.List;
import java.util.Optional;

/// A request that can be run.
///
/// @param contextId a stored context that `context` is laid over
/// @param include what the response is to carry
/// @param outlivesReader whether it goes on when the reader of its event stream goes away
/// @param tags to find the execution by
/// @param metadata the caller's own, given back as it is
/// @param warnings about the request, for people
/// @param dag the flow, as it came
/// @param trace the work that it is a part of, if its caller has said so
public record ExecutionRequest(
    Plan plan,
    Value.Obj context,
    Optional<String> contextId,
    RunOptions options,
    Include include,
    boolean outlivesReader,
    List<String> tags,
    Value.Obj metadata,
    List<String> warnings,
    Value dag,
    Optional<TraceContext> trace) {
  /// Copies the lists.
  public ExecutionRequest {
    tags = List.copyOf(tags);
    warnings = List.copyOf(warnings);
  }

  /// The same with other options.
  public ExecutionRequest with(RunOptions other) {
    return new ExecutionRequest(
        plan,
        context,
        contextId,
        other,
        include,
        outlivesReader,
        tags,
        metadata,
        warnings,
        dag,
        trace);
  }

  /// The same with more values laid over its context.
  public ExecutionRequest overlaidWith(Value.Obj more) {
    return new ExecutionRequest(
        plan,
        context.overlaidWith(more),
        contextId,
        options,
        include,
        outlivesReader,
        tags,
        metadata,
        warnings,
        dag,
        trace);
  }

  /// The same with this context, and no stored one under it.
  public ExecutionRequest with(Value.Obj other) {
    return new ExecutionRequest(
        plan,
        other,
        Optional.empty(),
        options,
        include,
        outlivesReader,
        tags,
        metadata,
        warnings,
        dag,
        trace);
  }

  /// The same as a part of other work.
  public ExecutionRequest within(Optional<TraceContext> work) {
    return new ExecutionRequest(
        plan,
        context,
        contextId,
        options,
        include,
        outlivesReader,
        tags,
        metadata,
        warnings,
        dag,
        work);
  }

  /// What a response carries.
  public record Include(boolean prompts, boolean outputs) {
    /// Everything.
    public static final Include ALL = new Include(true, true);
  }
}
