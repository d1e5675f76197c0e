package dev.aether.llm.provider;

import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.context.ValuePath;
import dev.aether.llm.LlmFailure;
import dev.aether.llm.LlmFailure.QuotaExhausted;
import dev.aether.llm.LlmFailure.RateLimited;
import dev.aether.llm.LlmFailure.Refused;
import dev.aether.llm.LlmFailure.Rejected;
import dev.aether.llm.LlmFailure.Unauthorized;
import dev.aether.llm.LlmFailure.Unavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// An error as a provider words it, and what it means to the runtime.
///
/// @param type the provider's name for the kind of error; empty if it gave none
/// @param code a finer name, if there is one
/// @param message for people, shortened, without anything that looks like a key
record Complaint(String type, String code, String message) {
  private static final int LONGEST_MESSAGE = 300;
  private static final Pattern KEY_LIKE = Pattern.compile("\\b(sk|key|pk)-[\\w*.-]{6,}");

  private static final ValuePath MESSAGE = ValuePath.dotted("error.message");
  private static final ValuePath TYPE = ValuePath.dotted("error.type");
  private static final ValuePath CODE = ValuePath.dotted("error.code");

  /// Where every dialect puts its errors, also in a stream.
  static final ValuePath BARE = ValuePath.dotted("error");

  private static final ValuePath FLAT = ValuePath.dotted("message");
  private static final ValuePath DETAIL = ValuePath.dotted("detail");

  private static final Set<String> NO_CREDIT =
      Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_error");
  private static final Set<String> FILTERED = Set.of("content_filter", "content_policy_violation");

  /// Reads the body of an error response. Servers that only speak the dialect word their errors in
  /// other ways, and a proxy's page is no JSON at all.
  static Complaint read(String body, ValueParser parser, Optional<ApiKey> key) {
    return parser
        .parse(body)
        .map(value -> of(value, key))
        .orElseGet(() -> new Complaint("", "", "the response is not JSON"));
  }

  static Complaint of(Value value, Optional<ApiKey> key) {
    String message =
        Peek.text(value, MESSAGE)
            .or(() -> Peek.text(value, BARE))
            .or(() -> Peek.text(value, FLAT))
            .or(() -> Peek.text(value, DETAIL))
            .orElse("no reason given");
    return new Complaint(
        Peek.text(value, TYPE).orElse(""),
        Peek.text(value, CODE).orElse(""),
        presentable(message, key));
  }

  private static String presentable(String message, Optional<ApiKey> key) {
    String masked = key.map(secret -> secret.maskedIn(message)).orElse(message);
    String line = KEY_LIKE.matcher(masked).replaceAll("[key]").replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_MESSAGE
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_MESSAGE / 2)) + "…";
  }

  /// The failure that a response with this status is.
  LlmFailure failure(String provider, int status, ReplyHeaders headers) {
    String detail =
        "%s (HTTP %d%s)"
            .formatted(
                message, status, headers.requestId().map(id -> ", request " + id).orElse(""));
    Optional<Duration> retryAfter = headers.retryAfter();
    boolean forGood = headers.shouldRetry().filter(again -> !again).isPresent();
    if (noCredit() || (status == 429 && forGood)) {
      return new QuotaExhausted(provider, detail);
    }
    if (status == 429) {
      return new RateLimited(provider, retryAfter);
    }
    boolean passing = headers.shouldRetry().orElse(status == 408 || status == 409 || status >= 500);
    if (passing) {
      return new Unavailable(provider, detail, retryAfter);
    }
    if (status == 401 || status == 403) {
      return new Unauthorized(provider, detail);
    }
    return filtered() ? new Refused(provider, detail) : new Rejected(provider, detail);
  }

  /// The failure that this means in the middle of a stream, where there is no status.
  LlmFailure failure(String provider) {
    if (noCredit()) {
      return new QuotaExhausted(provider, message);
    }
    return switch (type) {
      case "rate_limit_error", "rate_limit_exceeded", "tokens", "requests" ->
          new RateLimited(provider, Optional.empty());
      case "authentication_error", "permission_error" -> new Unauthorized(provider, message);
      case "invalid_request_error", "not_found_error", "request_too_large" ->
          filtered() ? new Refused(provider, message) : new Rejected(provider, message);
      default -> new Unavailable(provider, message, Optional.empty());
    };
  }

  private boolean noCredit() {
    return NO_CREDIT.contains(type) || NO_CREDIT.contains(code);
  }

  private boolean filtered() {
    return FILTERED.contains(code) || FILTERED.contains(type);
  }
}
