package dev.aether.json;

import dev.aether.context.CompactJson;
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
import dev.aether.engine.NodeDetails;
import dev.aether.engine.NodeError;
import dev.aether.engine.NodeOutput;
import dev.aether.engine.Report;
import dev.aether.execution.EventLog.Numbered;
import dev.aether.execution.EventLog.Speech;
import dev.aether.llm.CallEvent;
import dev.aether.llm.Cost;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.Models;
import dev.aether.template.Piece;
import dev.aether.template.Sensitivity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// Writes events as frames of an event stream: one line of JSON each, with everything of at least
/// medium sensitivity redacted.
public final class EventJson {
  private final String executionId;
  private final Instant timeZero;

  /// @param timeZero when the execution was asked for
  public EventJson(String executionId, Instant timeZero) {
    this.executionId = executionId;
    this.timeZero = timeZero;
  }

  /// One frame.
  ///
  /// @param number of the event; empty for what is not kept
  /// @param data one line of JSON
  public record Frame(Optional<Long> number, String type, String data) {}

  /// An event as a frame.
  ///
  /// @param result what the execution came to; asked for at its last event
  public Frame frame(Numbered numbered, Supplier<Optional<Report>> result) {
    ExecutionEvent event = numbered.event();
    String type = type(event);
    var members =
        new Members()
            .put("execution_id", executionId)
            .put("seq", numbered.number())
            .put("ts", moment(event.at()))
            .put("at_ms", NodeCourse.millis(event.at()))
            .put("type", type);
    fill(members, event, result);
    return new Frame(Optional.of(numbered.number()), type, CompactJson.of(members.end()));
  }

  /// The frame with one more member.
  ///
  /// @param json the member's value, in one line
  public static Frame with(Frame frame, String name, String json) {
    String data = frame.data();
    return new Frame(
        frame.number(),
        frame.type(),
        "%s,\"%s\":%s}".formatted(data.substring(0, data.length() - 1), name, json));
  }

  /// Text of an answer under way as a frame.
  ///
  /// @param resumed whether the reader comes back, and so is given all the text there is at once
  public Frame frame(Speech speech, Sensitivity sensitivity, boolean resumed) {
    String type = resumed ? "node.partial" : "node.delta";
    String text = sensitivity.atLeast(Sensitivity.MEDIUM) ? Piece.REDACTED : speech.text();
    return new Frame(
        Optional.empty(),
        type,
        CompactJson.of(
            new Members()
                .put("execution_id", executionId)
                .put("ts", moment(speech.at()))
                .put("at_ms", NodeCourse.millis(speech.at()))
                .put("type", type)
                .put("node_id", speech.nodeId())
                .put("text", text)
                .end()));
  }

  private String moment(Duration at) {
    return timeZero.plus(at).truncatedTo(ChronoUnit.MICROS).toString();
  }

  private static String type(ExecutionEvent event) {
    return switch (event) {
      case ExecutionStarted _ -> "execution.started";
      case NodeStarted _ -> "node.started";
      case NodeText _ -> "node.delta";
      case NodeCall(_, CallEvent.RetryPlanned _, _) -> "node.retry";
      case NodeCall(_, CallEvent.FellBack _, _) -> "node.fallback";
      case NodeCall _ -> "node.waiting";
      case NodeSucceeded _, NodeFailed _ -> "node.finished";
      case NodeSkipped _ -> "node.skipped";
      case ExecutionFinished _ -> "execution.finished";
    };
  }

  private static void fill(
      Members members, ExecutionEvent event, Supplier<Optional<Report>> result) {
    switch (event) {
      case ExecutionStarted started ->
          members
              .put("flow", started.plan().dag().metadata().flowName())
              .put("nodes", started.plan().size());
      case NodeStarted(var node, var route, var ready, _) ->
          members
              .put("node_id", node.id())
              .put("attempt", 1)
              .put("provider", route.map(Models.Route::provider))
              .put("model", route.map(Models.Route::model))
              .put("level", node.level())
              .put("ready_ms", NodeCourse.millis(ready));
      case NodeText(var node, var text, _) -> members.put("node_id", node.id()).put("text", text);
      case NodeCall(var node, var call, _) -> call(members.put("node_id", node.id()), call);
      case NodeSucceeded(var node, var outcome, var took, _) -> {
        members.put("node_id", node.id()).put("status", "succeeded");
        outcome
            .details()
            .completion()
            .ifPresent(answer -> answer(members, answer, outcome.details().wasted()));
        members
            .put("attempts", outcome.details().attempts())
            .put("course", NodeCourse.value(outcome.details().course()))
            .put("tainted", node.tainted())
            .put("sensitivity", outcome.output().sensitivity().word())
            .put("output", shown(outcome.output()))
            .put("timing", timing(took));
        findings(members, outcome.details());
      }
      case NodeFailed(var node, var outcome, var took, _) -> {
        findings(
            members
                .put("node_id", node.id())
                .put("status", "failed")
                .put("attempts", outcome.details().attempts())
                .put("course", NodeCourse.value(outcome.details().course()))
                .put("error", error(outcome.error()))
                .put("timing", timing(took)),
            outcome.details());
        spent(members, outcome.details().wasted());
      }
      case NodeSkipped(var node, var reason, var because, _, _) ->
          members
              .put("node_id", node.id())
              .put("reason", reason.name().toLowerCase(Locale.ROOT))
              .put("because_of", because);
      case ExecutionFinished(var status, var aborted, var at) -> {
        members.put("status", status.word()).put("aborted", aborted).put("timing", timing(at));
        result
            .get()
            .ifPresent(report -> {
              members.put("output", report.output().map(EventJson::shown));
              members.put("usage", usage(report.usage()));
              report.cost().ifPresent(cost -> members.put("cost", cost(cost)));
            });
      }
    }
  }

  /// What a node without an answer has taken all the same.
  private static void spent(Members members, Spent spent) {
    if (!spent.equals(Spent.NOTHING)) {
      members.put("usage", usage(spent.usage()));
      spent.cost().ifPresent(cost -> members.put("cost", cost(cost)));
    }
  }

  private static void findings(Members members, NodeDetails details) {
    if (!details.findings().isEmpty()) {
      members.put("security", ReportParts.findings(details.findings()));
    }
  }

  private static void call(Members members, CallEvent call) {
    switch (call) {
      case CallEvent.RetryPlanned(var attempt, var delay, var failure) ->
          members
              .put("attempt", attempt)
              .put("delay_ms", delay.toMillis())
              .put(
                  "error",
                  new Members()
                      .put("code", failure.code())
                      .put("detail", failure.sentence())
                      .end());
      case CallEvent.Waited(_, var reason, var waited) ->
          members
              .put("reason", reason.name().toLowerCase(Locale.ROOT))
              .put("waited_ms", waited.toMillis());
      case CallEvent.FellBack(var from, var to, var failure) ->
          members
              .put("from_model", from)
              .put("to_model", to)
              .put(
                  "error",
                  new Members()
                      .put("code", failure.code())
                      .put("detail", failure.sentence())
                      .end());
      case CallEvent.AttemptStarted _,
          CallEvent.HeadersArrived _,
          CallEvent.AttemptEnded _,
          CallEvent.PrefixAsked _,
          CallEvent.CacheLookup _ -> {}
    }
  }

  /// @param wasted what attempts before it took
  private static void answer(Members members, Completion answer, Spent wasted) {
    members
        .put("provider", answer.provider())
        .put("model", answer.model())
        .put("cache", answer.source().word());
    answer.match().ifPresent(match -> members.put("cache_entry", CacheEntryJson.of(match)));
    boolean free = answer.source().free();
    Spent spent = (free ? Spent.NOTHING : answer.spent()).plus(wasted);
    members.put("usage", usage(spent.usage()));
    (free ? answer.cost().map(Cost::fromCache) : spent.cost())
        .ifPresent(cost -> members.put("cost", cost(cost)));
  }

  private static String shown(NodeOutput output) {
    return output.sensitivity().atLeast(Sensitivity.MEDIUM) ? Piece.REDACTED : output.text();
  }

  private static Value error(NodeError error) {
    return new Members().put("code", error.code()).put("detail", error.sentence()).end();
  }

  private static Value timing(Duration took) {
    return new Members().put("ms", took.toMillis()).end();
  }

  private static Value cost(Cost cost) {
    return new Members()
        .put("amount", cost.amount().toPlainString())
        .put("saved", cost.saved().toPlainString())
        .put("currency", cost.currency())
        .end();
  }

  private static Value usage(Usage usage) {
    return new Members()
        .put("input_tokens", usage.input())
        .put("output_tokens", usage.output())
        .put("cache_read_tokens", usage.cacheRead())
        .put("cache_write_tokens", usage.cacheWrite())
        .put("reasoning_tokens", usage.reasoning())
        .put("total_tokens", usage.total())
        .end();
  }
}
