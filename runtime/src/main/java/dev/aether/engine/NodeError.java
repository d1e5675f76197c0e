package dev.aether.engine;

import dev.aether.llm.LlmFailure;
import dev.aether.template.RenderFailure;
import java.time.Duration;

/// Why a node has no output, in the order in which a node can go wrong.
public sealed interface NodeError {

  /// A template could not be filled in.
  record NotRendered(RenderFailure failure) implements NodeError {}

  /// The context has no value for an input node, and the flow no default.
  record InputMissing(String name) implements NodeError {}

  /// An expression has no value.
  record ExpressionFailed(String reason) implements NodeError {}

  /// The guard refused the prompt; nothing was sent.
  ///
  /// @param place where the guard found something
  record Blocked(String rule, String place) implements NodeError {}

  /// The model did not answer, after all attempts.
  record CallFailed(LlmFailure failure) implements NodeError {}

  /// An attempt took longer than the node allows.
  record TimedOut(Duration limit) implements NodeError {}

  /// The server stopped, and what the node needs was not kept, because it is sensitive.
  record NotResumable() implements NodeError {}

  /// What was kept of the execution cannot be read any more.
  record Unreadable() implements NodeError {}

  /// What is kept of an error after a restart.
  record Recorded(String recordedCode, String recordedSentence) implements NodeError {}

  /// A defect of the runtime. The cause goes to the log, never to a caller.
  record Bug(Throwable cause) implements NodeError {}

  /// Whether time ran out: the node's own, or what was left of its execution's.
  default boolean outOfTime() {
    return this instanceof TimedOut || this instanceof CallFailed(LlmFailure.TimedOut _);
  }

  /// The stable name that programs branch on.
  default String code() {
    return switch (this) {
      case NotRendered(RenderFailure.MissingReference _) -> "missing_reference";
      case NotRendered(RenderFailure.KeyNotAllowed _) -> "context_key_not_allowed";
      case NotRendered(RenderFailure.ValueTooLong _) -> "value_too_long";
      case InputMissing _ -> "missing_reference";
      case ExpressionFailed _ -> "expression_error";
      case Blocked _ -> "security_violation";
      case CallFailed(var failure) -> failure.code();
      case TimedOut _ -> "node_timeout";
      case NotResumable _ -> "not_resumable";
      case Unreadable _ -> "unreadable_record";
      case Recorded(var recorded, _) -> recorded;
      case Bug _ -> "internal_error";
    };
  }

  /// What happened, for people; never contains a prompt, an answer or a context value.
  default String sentence() {
    return switch (this) {
      case NotRendered(var failure) -> failure.sentence();
      case InputMissing(var name) ->
          "the context has no value '%s', and the flow gives no default".formatted(name);
      case ExpressionFailed(var reason) -> reason;
      case Blocked(var rule, var place) ->
          "the prompt was blocked: rule '%s' found something in %s".formatted(rule, place);
      case CallFailed(var failure) -> failure.sentence();
      case TimedOut(var limit) -> "no answer within the node's %d ms".formatted(limit.toMillis());
      case NotResumable _ ->
          "the server stopped, and values of high sensitivity are not kept; run the flow again";
      case Unreadable _ ->
          "what was kept of this execution cannot be read any more; run the flow again";
      case Recorded(_, var recorded) -> recorded;
      case Bug _ -> "an internal error; it has been reported to the operator";
    };
  }
}
