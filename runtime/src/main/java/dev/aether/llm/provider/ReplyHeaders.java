package dev.aether.llm.provider;

import dev.aether.llm.RateSignals;
import dev.aether.llm.RateSignals.Gauge;
import io.helidon.http.HeaderName;
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
import java.util.function.Predicate;
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

  private static final Predicate<String> WHOLE = Pattern.compile("\\d{1,18}").asMatchPredicate();
  private static final Predicate<String> DECIMAL =
      Pattern.compile("\\d{1,9}(\\.\\d{1,9})?").asMatchPredicate();

  private static final HeaderName REQUEST_ID = HeaderNames.create("x-request-id");
  private static final HeaderName REQUEST_ID_BARE = HeaderNames.create("request-id");
  private static final HeaderName RETRY_AFTER_MS = HeaderNames.create("retry-after-ms");
  private static final HeaderName SHOULD_RETRY = HeaderNames.create("x-should-retry");
  private static final GaugeNames REQUESTS = GaugeNames.of("x-ratelimit-%s-requests");
  private static final GaugeNames TOKENS = GaugeNames.of("x-ratelimit-%s-tokens");
  private static final GaugeNames ANTHROPIC_REQUESTS =
      GaugeNames.of("anthropic-ratelimit-requests-%s");
  private static final GaugeNames ANTHROPIC_TOKENS = GaugeNames.of("anthropic-ratelimit-tokens-%s");
  private static final GaugeNames ANTHROPIC_INPUT =
      GaugeNames.of("anthropic-ratelimit-input-tokens-%s");
  private static final GaugeNames ANTHROPIC_OUTPUT =
      GaugeNames.of("anthropic-ratelimit-output-tokens-%s");

  /// The headers that tell of one limit.
  private record GaugeNames(HeaderName limit, HeaderName remaining, HeaderName reset) {
    static GaugeNames of(String pattern) {
      return new GaugeNames(
          HeaderNames.create(pattern.formatted("limit")),
          HeaderNames.create(pattern.formatted("remaining")),
          HeaderNames.create(pattern.formatted("reset")));
    }
  }

  /// The provider's name for the request.
  Optional<String> requestId() {
    return get(REQUEST_ID).or(() -> get(REQUEST_ID_BARE));
  }

  /// How long to leave the provider alone: `retry-after-ms`, or `retry-after` in seconds or as a
  /// date.
  Optional<Duration> retryAfter() {
    return get(RETRY_AFTER_MS)
        .flatMap(text -> seconds(text).map(s -> s.dividedBy(1000)))
        .or(() -> get(HeaderNames.RETRY_AFTER).flatMap(text -> seconds(text).or(() -> date(text))))
        .filter(wait -> wait.compareTo(LONGEST_WAIT) <= 0);
  }

  /// What the provider itself thinks of another try.
  Optional<Boolean> shouldRetry() {
    return get(SHOULD_RETRY).map(Boolean::parseBoolean);
  }

  /// What is left of the provider's limits, in either vendor's words.
  RateSignals rates() {
    Gauge requests = gauge(REQUESTS).or(() -> gauge(ANTHROPIC_REQUESTS)).orElse(Gauge.UNKNOWN);
    Gauge tokens =
        gauge(TOKENS)
            .or(() -> gauge(ANTHROPIC_TOKENS))
            .or(() -> scarcer(gauge(ANTHROPIC_INPUT), gauge(ANTHROPIC_OUTPUT)))
            .orElse(Gauge.UNKNOWN);
    return requests.equals(Gauge.UNKNOWN) && tokens.equals(Gauge.UNKNOWN)
        ? RateSignals.NONE
        : new RateSignals(requests, tokens);
  }

  private Optional<Gauge> gauge(GaugeNames names) {
    OptionalLong limit = number(names.limit());
    OptionalLong remaining = number(names.remaining());
    if (limit.isEmpty() && remaining.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> reset =
        get(names.reset()).flatMap(text -> duration(text).or(() -> moment(text)));
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

  private Optional<String> get(HeaderName name) {
    return headers.first(name).map(String::strip);
  }

  private OptionalLong number(HeaderName name) {
    String text = get(name).orElse("");
    return WHOLE.test(text) ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private static Optional<Duration> seconds(String text) {
    if (!DECIMAL.test(text)) {
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
