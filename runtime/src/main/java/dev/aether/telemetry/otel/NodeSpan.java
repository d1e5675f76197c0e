package dev.aether.telemetry.otel;

import dev.aether.context.CompactJson;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.NodeDetails;
import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.NodeOutcome.Succeeded;
import dev.aether.llm.CallEvent;
import dev.aether.llm.CallEvent.AttemptEnded;
import dev.aether.llm.CallEvent.AttemptStarted;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.TraceContext;
import dev.aether.telemetry.otel.Traces.Means;
import dev.aether.template.Piece;
import dev.aether.template.Sensitivity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The span of one node, and those of its attempts. The last attempt's span stays open until the
/// node ends, since only then it is known what of its content may be shown.
final class NodeSpan {
  private final Means means;
  private final Span span;
  private Duration queued;
  private @Nullable Span attempt;
  private @Nullable Instant attemptEnd;
  private int attempts;

  /// @param queued how long the node waited for its place
  NodeSpan(Means means, Span span, Duration queued) {
    this.means = means;
    this.span = span;
    this.queued = queued;
  }

  SpanContext context() {
    return span.getSpanContext();
  }

  void called(CallEvent event, Instant at) {
    switch (event) {
      case AttemptStarted(var request, var streaming, var trace) -> {
        endAttempt(at);
        attempts++;
        trace.map(TraceContext::spanId).ifPresent(means.ids()::choose);
        attempt = begin(request, streaming, at);
      }
      case AttemptEnded(_, _, var result, _, var firstText) -> {
        if (attempt != null) {
          describe(attempt, result, firstText);
          attemptEnd = at;
        }
      }
      case CallEvent.Waited(_, _, var waited) -> queued = queued.plus(waited);
      case CallEvent.HeadersArrived _,
          CallEvent.RetryPlanned _,
          CallEvent.FellBack _,
          CallEvent.PrefixAsked _,
          CallEvent.CacheLookup _ -> {}
    }
  }

  private Span begin(LlmRequest request, boolean streaming, Instant at) {
    SpanBuilder builder =
        means
            .tracer()
            .spanBuilder(SpanNames.CHAT + " " + request.model())
            .setSpanKind(SpanKind.CLIENT)
            .setParent(Context.root().with(span))
            .setStartTimestamp(at)
            .setAttribute(SpanNames.OPERATION, SpanNames.CHAT)
            .setAttribute(means.names().provider(), request.provider())
            .setAttribute(SpanNames.REQUEST_MODEL, request.model())
            .setAttribute(SpanNames.STREAM, streaming);
    request.temperature().ifPresent(t -> builder.setAttribute(SpanNames.TEMPERATURE, t));
    request.maxOutputTokens().ifPresent(n -> builder.setAttribute(SpanNames.MAX_TOKENS, (long) n));
    URI server = means.wishes().servers().get(request.provider());
    if (server != null && server.getHost() != null) {
      builder.setAttribute(SpanNames.SERVER_ADDRESS, server.getHost());
      builder.setAttribute(SpanNames.SERVER_PORT, (long) port(server));
    }
    return builder.startSpan();
  }

  private static int port(URI server) {
    if (server.getPort() >= 0) {
      return server.getPort();
    }
    return "http".equals(server.getScheme()) ? 80 : 443;
  }

  private static void describe(Span attempt, LlmResult result, Duration firstText) {
    if (firstText.isPositive()) {
      attempt.setAttribute(SpanNames.FIRST_CHUNK, firstText.toNanos() / 1e9);
    }
    switch (result) {
      case Completion answer -> {
        attempt.setAttribute(SpanNames.RESPONSE_MODEL, answer.model());
        answer.responseId().ifPresent(id -> attempt.setAttribute(SpanNames.RESPONSE_ID, id));
        attempt.setAttribute(
            SpanNames.FINISH_REASONS, List.of(answer.finish().name().toLowerCase(Locale.ROOT)));
        tell(attempt, answer.usage());
      }
      case NoCompletion(var failure, var spent) -> {
        tell(attempt, spent.usage());
        attempt.setAttribute(SpanNames.ERROR_TYPE, failure.code());
        attempt.setStatus(StatusCode.ERROR);
      }
    }
  }

  private static void tell(Span attempt, Usage usage) {
    if (usage.total() == 0) {
      return;
    }
    attempt.setAttribute(SpanNames.INPUT_TOKENS, (long) usage.input());
    attempt.setAttribute(SpanNames.OUTPUT_TOKENS, (long) usage.output());
    attempt.setAttribute(SpanNames.CACHE_READ, (long) usage.cacheRead());
    attempt.setAttribute(SpanNames.CACHE_WRITE, (long) usage.cacheWrite());
    attempt.setAttribute(SpanNames.REASONING, (long) usage.reasoning());
  }

  private void endAttempt(Instant now) {
    if (attempt != null) {
      attempt.end(attemptEnd == null ? now : attemptEnd);
      attempt = null;
      attemptEnd = null;
    }
  }

  void succeeded(Succeeded outcome, Instant at) {
    outcome
        .details()
        .completion()
        .ifPresent(answer -> span.setAttribute(SpanNames.CACHE_RESULT, answer.source().word()));
    if (means.wishes().content()) {
      content(outcome.details(), mayRepeat(outcome) ? Piece.REDACTED : outcome.output().text());
    }
    end(outcome.details().attempts(), at);
  }

  /// Whether the answer may repeat something sensitive: it is marked so, or its prompt held it.
  private static boolean mayRepeat(Succeeded outcome) {
    NodeDetails details = outcome.details();
    return outcome.output().sensitivity().atLeast(Sensitivity.MEDIUM)
        || Stream.of(details.prompt(), details.systemPrompt())
            .flatMap(Optional::stream)
            .anyMatch(prompt -> prompt.sensitivity().atLeast(Sensitivity.MEDIUM));
  }

  void failed(Failed outcome, Instant at) {
    String code = outcome.error().code();
    span.setAttribute(SpanNames.ERROR_TYPE, code);
    span.setStatus(StatusCode.ERROR);
    if (means.wishes().content()) {
      content(outcome.details(), "");
    }
    end(outcome.details().attempts(), at);
  }

  void skipped(SkipReason reason, Instant at) {
    span.setAttribute(SpanNames.SKIP_REASON, reason.name().toLowerCase(Locale.ROOT));
    if (attempt != null && attemptEnd == null) {
      attempt.setAttribute(SpanNames.ERROR_TYPE, "cancelled");
      attempt.setStatus(StatusCode.ERROR);
    }
    end(attempts, at);
  }

  private void end(int attemptsOfNode, Instant at) {
    endAttempt(at);
    span.setAttribute(SpanNames.NODE_ATTEMPTS, (long) attemptsOfNode);
    span.setAttribute(SpanNames.NODE_QUEUE, queued.toNanos() / 1e6);
    span.end(at);
  }

  /// What was said, without anything that is of medium or high sensitivity. It belongs to the
  /// attempt; an answer from a cache has none, so it stands at the node.
  private void content(NodeDetails details, String answer) {
    Span about = attempt != null ? attempt : span;
    details
        .systemPrompt()
        .ifPresent(prompt ->
            about.setAttribute(
                SpanNames.SYSTEM_INSTRUCTIONS, parts(prompt.hiding(Sensitivity.MEDIUM))));
    details
        .prompt()
        .ifPresent(prompt ->
            about.setAttribute(
                SpanNames.INPUT_MESSAGES, message("user", prompt.hiding(Sensitivity.MEDIUM))));
    if (!answer.isEmpty()) {
      about.setAttribute(SpanNames.OUTPUT_MESSAGES, message("assistant", answer));
    }
  }

  private static String message(String role, String text) {
    var message = new Members().put("role", role).put("parts", texts(text)).end();
    return CompactJson.of(new Value.Arr(List.of(message)));
  }

  private static String parts(String text) {
    return CompactJson.of(texts(text));
  }

  private static Value texts(String text) {
    return new Value.Arr(List.of(new Members().put("type", "text").put("content", text).end()));
  }
}
