package dev.aether.telemetry.otel;

import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeCall;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeStarted;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionEvent.NodeText;
import dev.aether.engine.ExecutionListener;
import dev.aether.engine.ExecutionStatus;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.TraceContext;
import dev.aether.telemetry.otel.Traces.Means;
import dev.aether.workflow.PlannedNode;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The spans of one execution: a fold over its events, on the one thread that tells them.
///
/// The execution's own span begins at once, since its nodes pass it on to providers. All others are
/// made when the events come, with the events' times. A node is linked to what it depends on: a
/// graph is not a tree, and a span has one parent only.
final class ExecutionSpans implements ExecutionListener {
  private static final NodeSpan[] NONE = {};

  private final Means means;
  private final Span workflow;
  private final Optional<TraceContext> trace;
  private @Nullable NodeSpan[] nodes = NONE;
  private Instant startedAt;
  private double costUsd;

  ExecutionSpans(Means means, Optional<String> flow, Optional<TraceContext> caller) {
    this.means = means;
    this.startedAt = means.clock().instant();
    SpanBuilder builder =
        means
            .tracer()
            .spanBuilder(
                flow.map(name -> SpanNames.WORKFLOW + " " + name).orElse(SpanNames.WORKFLOW))
            .setSpanKind(SpanKind.INTERNAL)
            .setStartTimestamp(startedAt)
            .setAttribute(SpanNames.OPERATION, SpanNames.WORKFLOW);
    flow.ifPresent(name -> builder.setAttribute(SpanNames.WORKFLOW_NAME, name));
    caller.ifPresentOrElse(
        context -> builder.setParent(Context.root().with(Span.wrap(remote(context)))),
        builder::setNoParent);
    this.workflow = builder.startSpan();
    SpanContext context = workflow.getSpanContext();
    this.trace =
        Optional.of(
            new TraceContext(context.getTraceId(), context.getSpanId(), context.isSampled()));
  }

  private static SpanContext remote(TraceContext caller) {
    return SpanContext.createFromRemoteParent(
        caller.traceId(),
        caller.spanId(),
        caller.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
        TraceState.getDefault());
  }

  /// Whether there is anything to hear for.
  boolean recorded() {
    return workflow.isRecording();
  }

  @Override
  public Optional<TraceContext> trace() {
    return trace;
  }

  @Override
  public void on(ExecutionEvent event) {
    switch (event) {
      case ExecutionStarted started -> {
        startedAt = started.startedAt();
        nodes = new @Nullable NodeSpan[started.plan().size()];
        workflow.setAttribute(SpanNames.EXECUTION_ID, started.executionId());
        workflow.setAttribute(SpanNames.DAG_NODES, (long) started.plan().size());
      }
      case NodeStarted(var node, _, var ready, var at) ->
          nodes[node.index()] = begin(node, ready, at);
      case NodeText _ -> {}
      case NodeCall(var node, var call, var at) -> {
        NodeSpan span = nodes[node.index()];
        if (span != null) {
          span.called(call, at(at));
        }
      }
      case NodeSucceeded(var node, var outcome, _, var at) -> {
        NodeSpan span = nodes[node.index()];
        outcome
            .details()
            .completion()
            .filter(answer -> !answer.source().free())
            .ifPresent(answer -> pay(answer.spent()));
        pay(outcome.details().wasted());
        if (span != null) {
          span.succeeded(outcome, at(at));
        }
      }
      case NodeFailed(var node, var outcome, _, var at) -> {
        NodeSpan span = nodes[node.index()];
        pay(outcome.details().wasted());
        if (span != null) {
          span.failed(outcome, at(at));
        }
      }
      case NodeSkipped(var node, var reason, _, _, var at) -> {
        NodeSpan span = nodes[node.index()];
        if (span != null) {
          span.skipped(reason, at(at));
        }
      }
      case ExecutionFinished(var status, _, var at) -> finish(status, at(at));
    }
  }

  private NodeSpan begin(PlannedNode node, Duration ready, Duration at) {
    SpanBuilder builder =
        means
            .tracer()
            .spanBuilder(SpanNames.NODE + " " + node.id())
            .setSpanKind(SpanKind.INTERNAL)
            .setParent(Context.root().with(workflow))
            .setStartTimestamp(at(at))
            .setAttribute(SpanNames.NODE_ID, node.id())
            .setAttribute(SpanNames.NODE_LEVEL, (long) node.level());
    for (int i = 0; i < node.dependencies().size(); i++) {
      NodeSpan dependency = nodes[node.dependencies().get(i)];
      if (dependency != null) {
        builder.addLink(dependency.context());
      }
    }
    return new NodeSpan(means, builder.startSpan(), at.minus(ready));
  }

  private void pay(Spent spent) {
    costUsd += spent.cost().map(cost -> cost.amount().doubleValue()).orElse(0.0);
  }

  private void finish(ExecutionStatus status, Instant at) {
    workflow.setAttribute(SpanNames.COST, costUsd);
    if (status != ExecutionStatus.SUCCEEDED) {
      workflow.setAttribute(SpanNames.ERROR_TYPE, status.word());
      workflow.setStatus(StatusCode.ERROR);
    }
    workflow.end(at);
  }

  private Instant at(Duration sinceStart) {
    return startedAt.plus(sinceStart);
  }
}
