package dev.aether.llm.provider;

import dev.aether.context.Value;
import dev.aether.llm.LlmFailure;
import dev.aether.llm.provider.MockScript.Anything;
import dev.aether.llm.provider.MockScript.Exactly;
import dev.aether.llm.provider.MockScript.Fault;
import dev.aether.llm.provider.MockScript.Fixed;
import dev.aether.llm.provider.MockScript.Latency;
import dev.aether.llm.provider.MockScript.Like;
import dev.aether.llm.provider.MockScript.Match;
import dev.aether.llm.provider.MockScript.Normal;
import dev.aether.llm.provider.MockScript.Rule;
import dev.aether.llm.provider.MockScript.Uniform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads a [MockScript] from a file's value. The form is described in `docs/mock.md`.
public final class MockScriptReader {
  private static final String MOCK = ModelRouter.MOCK;

  private MockScriptReader() {}

  /// The file is no script.
  public static final class InvalidScript extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidScript(String message) {
      super(message);
    }
  }

  /// Reads a script.
  ///
  /// @param usual latency of what the script does not time itself
  /// @throws InvalidScript naming the place and what is wrong there
  public static MockScript read(Value file, Duration usual) throws InvalidScript {
    Map<String, Value> members =
        object(file, "script", Set.of("latency_ms", "first_token_ms", "rules"));
    List<Rule> rules = new ArrayList<>();
    switch (members.get("rules")) {
      case null -> {}
      case Value.Arr(var items) -> {
        for (Value item : items) {
          rules.add(rule(item, "rules[" + rules.size() + "]"));
        }
      }
      case Value other ->
          throw new InvalidScript("script.rules: expected an array, found " + other.kind());
    }
    Optional<Latency> latency = latency(members, "script");
    return new MockScript(
        latency.orElse(new Fixed(usual)), millis(members, "first_token_ms", "script"), rules);
  }

  private static Rule rule(Value value, String place) throws InvalidScript {
    Map<String, Value> members =
        object(value, place, Set.of("prompt", "pattern", "answer", "latency_ms", "fail"));
    Optional<String> answer = text(members, "answer", place);
    Optional<Fault> fault =
        members.containsKey("fail")
            ? Optional.of(fault(members.get("fail"), place + ".fail"))
            : Optional.empty();
    return new Rule(match(members, place), answer, latency(members, place), fault);
  }

  private static Match match(Map<String, Value> members, String place) throws InvalidScript {
    Optional<String> prompt = text(members, "prompt", place);
    Optional<String> pattern = text(members, "pattern", place);
    if (prompt.isPresent()) {
      if (pattern.isPresent()) {
        throw new InvalidScript(place + ": give 'prompt' or 'pattern', not both");
      }
      return new Exactly(prompt.get());
    }
    if (pattern.isEmpty()) {
      return new Anything();
    }
    try {
      return new Like(Pattern.compile(pattern.get(), Pattern.DOTALL));
    } catch (PatternSyntaxException wrong) {
      throw new InvalidScript(place + ".pattern: " + wrong.getDescription());
    }
  }

  private static Fault fault(Value value, String place) throws InvalidScript {
    Map<String, Value> members =
        object(value, place, Set.of("kind", "times", "rate", "seed", "retry_after_ms"));
    Optional<Duration> after = millis(members, "retry_after_ms", place);
    String kind = text(members, "kind", place).orElse("unavailable");
    LlmFailure failure =
        switch (kind) {
          case "rate_limited" -> new LlmFailure.RateLimited(MOCK, after);
          case "quota" -> new LlmFailure.QuotaExhausted(MOCK, "scripted: no credit left");
          case "timeout" -> new LlmFailure.TimedOut(MOCK, Duration.ZERO);
          case "unavailable" -> new LlmFailure.Unavailable(MOCK, "scripted: server error", after);
          case "overloaded" -> new LlmFailure.Unavailable(MOCK, "scripted: overloaded", after);
          case "connection" -> new LlmFailure.Unavailable(MOCK, "scripted: no connection", after);
          case "auth" -> new LlmFailure.Unauthorized(MOCK, "scripted: unknown key");
          case "rejected" -> new LlmFailure.Rejected(MOCK, "scripted: bad request");
          case "refused" -> new LlmFailure.Refused(MOCK, "scripted: refusal");
          default ->
              throw new InvalidScript(
                  place
                      + ".kind: '"
                      + kind
                      + "' is not one of auth, connection, overloaded, quota, rate_limited,"
                      + " refused, rejected, timeout, unavailable");
        };
    double rate = number(members, "rate", place).orElse(1.0);
    if (rate > 1) {
      throw new InvalidScript(place + ".rate: expected a share from 0 to 1");
    }
    Optional<Double> times = number(members, "times", place);
    return new Fault(
        failure,
        times.isPresent() ? OptionalInt.of(times.get().intValue()) : OptionalInt.empty(),
        rate,
        number(members, "seed", place).orElse(0.0).longValue());
  }

  private static Optional<Latency> latency(Map<String, Value> members, String place)
      throws InvalidScript {
    if (!(members.get("latency_ms") instanceof Value.Obj distribution)) {
      return millis(members, "latency_ms", place).map(Fixed::new);
    }
    String here = place + ".latency_ms";
    Map<String, Value> of =
        object(distribution, here, Set.of("min", "max", "mean", "deviation", "seed"));
    long seed = number(of, "seed", here).orElse(0.0).longValue();
    Optional<Duration> mean = millis(of, "mean", here);
    if (mean.isPresent()) {
      Duration deviation = millis(of, "deviation", here).orElse(Duration.ZERO);
      return Optional.of(new Normal(mean.get(), deviation, seed));
    }
    Duration min = millis(of, "min", here).orElse(Duration.ZERO);
    Duration max =
        millis(of, "max", here)
            .orElseThrow(() -> new InvalidScript(here + " needs 'max' or 'mean'"));
    if (min.compareTo(max) > 0) {
      throw new InvalidScript(here + ": 'min' is above 'max'");
    }
    return Optional.of(new Uniform(min, max, seed));
  }

  private static Map<String, Value> object(Value value, String place, Set<String> known)
      throws InvalidScript {
    if (!(value instanceof Value.Obj(var members))) {
      throw new InvalidScript(place + ": expected an object, found " + value.kind());
    }
    for (String name : members.keySet()) {
      if (!known.contains(name)) {
        throw new InvalidScript(
            "%s: unknown member '%s'; known are %s"
                .formatted(place, name, known.stream().sorted().toList()));
      }
    }
    return members;
  }

  private static Optional<String> text(Map<String, Value> members, String name, String place)
      throws InvalidScript {
    return switch (members.get(name)) {
      case null -> Optional.empty();
      case Value.Text(var text) -> Optional.of(text);
      case Value other ->
          throw new InvalidScript(
              place + "." + name + ": expected a string, found " + other.kind());
    };
  }

  private static Optional<Double> number(Map<String, Value> members, String name, String place)
      throws InvalidScript {
    return switch (members.get(name)) {
      case null -> Optional.empty();
      case Value.Num number when number.asDouble() >= 0 -> Optional.of(number.asDouble());
      case Value other ->
          throw new InvalidScript(
              place + "." + name + ": expected a number of at least 0, found " + other.kind());
    };
  }

  private static Optional<Duration> millis(Map<String, Value> members, String name, String place)
      throws InvalidScript {
    return number(members, name, place).map(ms -> Duration.ofNanos((long) (ms * 1_000_000)));
  }
}
