package dev.aether.llm;

import java.time.Duration;
import java.util.Optional;

/// The ways a provider call ends without an answer.
public sealed interface LlmFailure {

  /// Who was asked.
  String provider();

  /// The provider, or our own limiter in front of it, has no capacity now.
  ///
  /// @param retryAfter how long the provider asks to be left alone
  record RateLimited(String provider, Optional<Duration> retryAfter) implements LlmFailure {}

  /// The account has no credit left; waiting does not help.
  record QuotaExhausted(String provider, String detail) implements LlmFailure {}

  /// No complete answer within the limit.
  record TimedOut(String provider, Duration limit) implements LlmFailure {}

  /// The provider is unreachable, overloaded, answered with a server error or broke off.
  ///
  /// @param retryAfter how long the provider asks to be left alone
  record Unavailable(String provider, String detail, Optional<Duration> retryAfter)
      implements LlmFailure {}

  /// The provider has failed so often lately that it is left alone for a while; nobody was asked.
  ///
  /// @param reopens how long until it is tried again
  record CircuitOpen(String provider, String model, Duration reopens) implements LlmFailure {}

  /// The provider does not know us, or does not let us.
  record Unauthorized(String provider, String detail) implements LlmFailure {}

  /// The provider rejected the request as it is; trying again cannot help.
  record Rejected(String provider, String detail) implements LlmFailure {}

  /// The model declined to answer.
  record Refused(String provider, String detail) implements LlmFailure {}

  /// The answer is not of the asked-for shape.
  ///
  /// @param violation what is wrong with it, for people and for the model's next try
  record ShapeViolation(String provider, String violation) implements LlmFailure {}

  /// Only a cached answer was wanted, and there is none.
  record NotCached(String provider) implements LlmFailure {}

  /// The answer was found to contain what must not be passed on.
  ///
  /// @param rule that found it
  record Withheld(String provider, String rule) implements LlmFailure {}

  /// What is kept of a failure after a restart.
  record Recorded(String provider, String recordedCode, String recordedSentence)
      implements LlmFailure {}

  /// Whether the same request may succeed later.
  default boolean retryable() {
    return switch (this) {
      case RateLimited _, TimedOut _, Unavailable _, ShapeViolation _ -> true;
      case QuotaExhausted _,
          CircuitOpen _,
          Unauthorized _,
          Rejected _,
          Refused _,
          NotCached _,
          Withheld _,
          Recorded _ ->
          false;
    };
  }

  /// How long to leave the provider alone, where it said so.
  default Optional<Duration> patience() {
    return switch (this) {
      case RateLimited(_, var retryAfter) -> retryAfter;
      case Unavailable(_, _, var retryAfter) -> retryAfter;
      case TimedOut _,
          ShapeViolation _,
          QuotaExhausted _,
          CircuitOpen _,
          Unauthorized _,
          Rejected _,
          Refused _,
          NotCached _,
          Withheld _,
          Recorded _ ->
          Optional.empty();
    };
  }

  /// Whether another model may well answer the same request. What the provider holds against the
  /// request itself, it is told elsewhere too.
  default boolean othersMayHelp() {
    return switch (this) {
      case RateLimited _,
          TimedOut _,
          Unavailable _,
          ShapeViolation _,
          QuotaExhausted _,
          CircuitOpen _,
          Unauthorized _ ->
          true;
      case Rejected _, Refused _, NotCached _, Withheld _, Recorded _ -> false;
    };
  }

  /// The stable name that programs branch on.
  default String code() {
    return switch (this) {
      case RateLimited _, QuotaExhausted _ -> "provider_rate_limited";
      case TimedOut _ -> "provider_timeout";
      case Unavailable _, CircuitOpen _, Rejected _ -> "provider_error";
      case Unauthorized _ -> "provider_auth";
      case Refused _ -> "refused";
      case ShapeViolation _ -> "schema_violation";
      case NotCached _ -> "not_cached";
      case Withheld _ -> "security_violation";
      case Recorded(_, var recorded, _) -> recorded;
    };
  }

  /// What happened, for people.
  default String sentence() {
    return switch (this) {
      case RateLimited(var who, var after) ->
          "%s is at its rate limit%s"
              .formatted(who, after.map(d -> " for another " + d.toMillis() + " ms").orElse(""));
      case QuotaExhausted(var who, var detail) -> "%s: %s".formatted(who, detail);
      case TimedOut(var who, var limit) ->
          "%s did not answer within %d ms".formatted(who, limit.toMillis());
      case Unavailable(var who, var detail, _) -> "%s is unavailable: %s".formatted(who, detail);
      case CircuitOpen(var who, var model, var reopens) ->
          "%s has failed too often with %s and is left alone for %d ms"
              .formatted(who, model, reopens.toMillis());
      case Unauthorized(var who, var detail) ->
          "%s does not accept the credentials: %s".formatted(who, detail);
      case Rejected(var who, var detail) -> "%s rejected the request: %s".formatted(who, detail);
      case Refused(var who, var detail) -> "the model of %s refused: %s".formatted(who, detail);
      case ShapeViolation(var who, var violation) ->
          "the answer of %s has the wrong shape: %s".formatted(who, violation);
      case Recorded(_, _, var recorded) -> recorded;
      case Withheld(_, var rule) ->
          "the answer was withheld: rule '%s' found something in it".formatted(rule);
      case NotCached _ -> "no cache has an answer, and the request asks for cached answers only";
    };
  }
}
