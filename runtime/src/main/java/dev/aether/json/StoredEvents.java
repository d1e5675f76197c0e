package dev.aether.json;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeCall;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeStarted;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionEvent.NodeText;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.NodeError;
import dev.aether.engine.NodeOutcome;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.NodeOutput;
import dev.aether.engine.RunOptions;
import dev.aether.execution.EventCodec;
import dev.aether.llm.CallEvent;
import dev.aether.llm.CallEvent.FellBack;
import dev.aether.llm.CallEvent.RetryPlanned;
import dev.aether.llm.CallEvent.Waited;
import dev.aether.llm.LlmFailure;
import dev.aether.llm.Models;
import dev.aether.template.Piece;
import dev.aether.template.Sensitivity;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.time.Instant;
import java.util.Optional;

/// Events as they are kept: all that the report, the stream of events and a later run need of them.
///
/// Values of high sensitivity are replaced by a mark. Of an error its code and its sentence are
/// kept, of its kind no more.
public final class StoredEvents implements EventCodec {
  private static final String WITHHELD = "withheld";

  @Override
  public Value write(ExecutionEvent event) {
    var members = new Members().put("at", event.at().toNanos());
    switch (event) {
      case ExecutionStarted(var id, _, _, var startedAt, _) ->
          members.put("e", "started").put("id", id).put("time", startedAt.toString());
      case NodeStarted(var node, var route, var ready, _) -> {
        members.put("e", "node").put("node", node.id()).put("ready", ready.toNanos());
        route.ifPresent(to -> members.put("provider", to.provider()).put("model", to.model()));
      }
      case NodeText _ -> throw new IllegalArgumentException("text under way is not kept");
      case NodeCall(var node, var call, _) -> call(members.put("node", node.id()), call);
      case NodeSucceeded(var node, var outcome, var took, _) -> {
        members.put("e", "succeeded").put("node", node.id()).put("took", took.toNanos());
        output(members, outcome.output());
        members.put(
            "details",
            StoredDetails.write(
                outcome.details(), outcome.output().sensitivity() == Sensitivity.HIGH));
      }
      case NodeFailed(var node, var outcome, var took, _) ->
          members
              .put("e", "failed")
              .put("node", node.id())
              .put("took", took.toNanos())
              .put("code", outcome.error().code())
              .put("sentence", outcome.error().sentence())
              .put("details", StoredDetails.write(outcome.details(), false));
      case NodeSkipped(var node, var reason, var because, var running, _) ->
          members
              .put("e", "skipped")
              .put("node", node.id())
              .put("reason", reason.name())
              .put("because", because)
              .put("running", running);
      case ExecutionFinished(var status, var aborted, _) ->
          members.put("e", "finished").put("status", status.name()).put("aborted", aborted);
    }
    return members.end();
  }

  private static void output(Members members, NodeOutput output) {
    if (output.sensitivity() == Sensitivity.HIGH) {
      members.put(WITHHELD, true);
      return;
    }
    members.put("text", output.text()).put("sensitivity", output.sensitivity().name());
    if (!(output.value() instanceof Value.Text)) {
      members.put("value", output.value());
    }
  }

  private static void call(Members members, CallEvent call) {
    switch (call) {
      case RetryPlanned(var attempt, var delay, var failure) ->
          failure(
              members.put("e", "retry").put("attempt", attempt).put("delay", delay.toNanos()),
              failure);
      case FellBack(var from, var to, var failure) ->
          failure(members.put("e", "fallback").put("from", from).put("to", to), failure);
      case Waited(var provider, var reason, var waited) ->
          members
              .put("e", "waited")
              .put("provider", provider)
              .put("reason", reason.name())
              .put("waited", waited.toNanos());
      case CallEvent.AttemptStarted _,
          CallEvent.HeadersArrived _,
          CallEvent.AttemptEnded _,
          CallEvent.CacheLookup _,
          CallEvent.PrefixAsked _ ->
          throw new IllegalArgumentException("what happens between the layers is not kept");
    }
  }

  private static void failure(Members members, LlmFailure failure) {
    members
        .put("provider", failure.provider())
        .put("code", failure.code())
        .put("sentence", failure.sentence());
  }

  @Override
  public boolean withheld(Value value) {
    return new Fields(value).truth(WITHHELD);
  }

  @Override
  public ExecutionEvent read(Value value, Plan plan, RunOptions options) {
    var in = new Fields(value);
    var at = in.nanos("at");
    return switch (in.text("e")) {
      case "started" ->
          new ExecutionStarted(in.text("id"), plan, options, Instant.parse(in.text("time")), at);
      case "node" -> new NodeStarted(node(in, plan), route(in), in.nanos("ready"), at);
      case "retry" ->
          new NodeCall(
              node(in, plan),
              new RetryPlanned(in.count("attempt"), in.nanos("delay"), failure(in)),
              at);
      case "fallback" ->
          new NodeCall(
              node(in, plan), new FellBack(in.text("from"), in.text("to"), failure(in)), at);
      case "waited" ->
          new NodeCall(
              node(in, plan),
              new Waited(
                  in.text("provider"),
                  CallEvent.Reason.valueOf(in.text("reason")),
                  in.nanos("waited")),
              at);
      case "succeeded" ->
          new NodeSucceeded(
              node(in, plan),
              new NodeOutcome.Succeeded(output(in), StoredDetails.read(in.required("details"))),
              in.nanos("took"),
              at);
      case "failed" ->
          new NodeFailed(
              node(in, plan),
              new NodeOutcome.Failed(
                  new NodeError.Recorded(in.text("code"), in.text("sentence")),
                  StoredDetails.read(in.required("details"))),
              in.nanos("took"),
              at);
      case "skipped" ->
          new NodeSkipped(
              node(in, plan),
              SkipReason.valueOf(in.text("reason")),
              in.textIfAny("because"),
              in.truth("running"),
              at);
      case "finished" ->
          new ExecutionFinished(
              ExecutionStatus.valueOf(in.text("status")), in.truth("aborted"), at);
      case String unknown -> throw new IllegalArgumentException("no event is called " + unknown);
    };
  }

  /// What kept it before its version knew the route has none.
  private static Optional<Models.Route> route(Fields in) {
    return in.textIfAny("provider")
        .map(provider -> new Models.Route(provider, in.text("model"), Optional.empty()));
  }

  private static NodeOutput output(Fields in) {
    if (in.truth(WITHHELD)) {
      return NodeOutput.text(Piece.REDACTED, Sensitivity.HIGH);
    }
    String text = in.text("text");
    return new NodeOutput(
        text,
        in.optional("value").orElseGet(() -> new Value.Text(text)),
        Sensitivity.valueOf(in.text("sensitivity")));
  }

  private static LlmFailure failure(Fields in) {
    return new LlmFailure.Recorded(in.text("provider"), in.text("code"), in.text("sentence"));
  }

  private static PlannedNode node(Fields in, Plan plan) {
    int index = plan.indexOf(in.text("node"));
    if (index < 0) {
      throw new IllegalArgumentException("the plan has no node " + in.text("node"));
    }
    return plan.node(index);
  }
}
