package dev.aether.llm.provider;

import dev.aether.llm.RateSignals;
import dev.aether.llm.RateSignals.Gauge;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a response's headers say to the runtime.
///
/// @param clock wall clock, against which dates are read
record ReplyHeaders(Headers headers, InstantSource clock) {
  /// Longer waits are taken for mistakes of the sender.
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  /// As in `6m0s`, `1h2m3.5s`, `12ms`.
  private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|[dhms])");

  /// The provider's name for the request.
  Optional<String> requestId() {
    return get("x-request-id").or(() -> get("request-id"));
  }

  /// How long to leave the provider alone: `retry-after-ms`, or `retry-after` in seconds or as a
  /// date.
  Optional<Duration> retryAfter() {
    return get("retry-after-ms")
        .flatMap(text -> seconds(text).map(s -> s.dividedBy(1000)))
        .or(() -> get("retry-after").flatMap(text -> seconds(text).or(() -> date(text))))
        .filter(wait -> wait.compareTo(LONGEST_WAIT) <= 0);
  }

  /// What the provider itself thinks of another try.
  Optional<Boolean> shouldRetry() {
    return get("x-should-retry").map(Boolean::parseBoolean);
  }

  /// What is left of the provider's limits, in either vendor's words.
  RateSignals rates() {
    Gauge requests =
        gauge("x-ratelimit-%s-requests").or(() -> anthropic("requests")).orElse(Gauge.UNKNOWN);
    Gauge tokens =
        gauge("x-ratelimit-%s-tokens")
            .or(() -> anthropic("tokens"))
            .or(() -> scarcer(anthropic("input-tokens"), anthropic("output-tokens")))
            .orElse(Gauge.UNKNOWN);
    return requests.equals(Gauge.UNKNOWN) && tokens.equals(Gauge.UNKNOWN)
        ? RateSignals.NONE
        : new RateSignals(requests, tokens);
  }

  private Optional<Gauge> anthropic(String what) {
    return gauge("anthropic-ratelimit-" + what + "-%s");
  }

  private Optional<Gauge> gauge(String pattern) {
    OptionalLong limit = number(pattern.formatted("limit"));
    OptionalLong remaining = number(pattern.formatted("remaining"));
    if (limit.isEmpty() && remaining.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> reset =
        get(pattern.formatted("reset")).flatMap(text -> duration(text).or(() -> moment(text)));
    return Optional.of(new Gauge(limit, remaining, reset));
  }

  private static Optional<Gauge> scarcer(Optional<Gauge> one, Optional<Gauge> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return one.get().remaining().orElse(Long.MAX_VALUE)
            <= other.get().remaining().orElse(Long.MAX_VALUE)
        ? one
        : other;
  }

  private Optional<String> get(String name) {
    return headers.first(HeaderNames.create(name)).map(String::strip);
  }

  private OptionalLong number(String name) {
    String text = get(name).orElse("");
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private static Optional<Duration> seconds(String text) {
    if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos((long) (Double.parseDouble(text) * 1e9)));
  }

  private Optional<Duration> date(String text) {
    try {
      return Optional.of(
          left(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private Optional<Duration> moment(String rfc3339) {
    try {
      return Optional.of(
          left(ZonedDateTime.parse(rfc3339, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant()));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private Duration left(Instant until) {
    Duration left = Duration.between(clock.instant(), until);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /// A duration as Go writes it.
  static Optional<Duration> duration(String text) {
    Matcher part = DURATION_PART.matcher(text);
    double seconds = 0;
    int at = 0;
    while (part.find() && part.start() == at) {
      at = part.end();
      double unit =
          switch (part.group(2)) {
            case "d" -> 86_400;
            case "h" -> 3_600;
            case "m" -> 60;
            case "s" -> 1;
            default -> 0.001;
          };
      seconds += Double.parseDouble(part.group(1)) * unit;
    }
    return at == 0 || at != text.length()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) (seconds * 1e9)));
  }
}
