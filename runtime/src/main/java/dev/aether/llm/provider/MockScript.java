package dev.aether.llm.provider;

import dev.aether.llm.LlmFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// What the mock answers, how long it takes, and how it fails.
///
/// @param latency of a whole answer
/// @param firstToken time to the first text of a streamed answer; the rest of `latency` is spread
///   over the others
/// @param rules the first that matches decides
public record MockScript(Latency latency, Optional<Duration> firstToken, List<Rule> rules) {
  /// Copies the list.
  public MockScript {
    rules = List.copyOf(rules);
  }

  /// Answers everything after a fixed time.
  public static MockScript taking(Duration latency) {
    return new MockScript(new Fixed(latency), Optional.empty(), List.of());
  }

  /// How long an answer takes.
  public sealed interface Latency {}

  /// Always the same.
  public record Fixed(Duration duration) implements Latency {}

  /// Evenly between two durations; the n-th call takes the same time in every run.
  public record Uniform(Duration min, Duration max, long seed) implements Latency {}

  /// Around a mean, never below zero; the n-th call takes the same time in every run.
  public record Normal(Duration mean, Duration deviation, long seed) implements Latency {}

  /// What happens to the prompts that match.
  ///
  /// @param answer the made-up answer if empty
  public record Rule(
      Match match, Optional<String> answer, Optional<Latency> latency, Optional<Fault> fault) {}

  /// Which prompts a rule is about.
  public sealed interface Match {
    /// Whether this prompt is meant.
    default boolean matches(String prompt) {
      return switch (this) {
        case Anything() -> true;
        case Exactly(var text) -> text.equals(prompt);
        case Like(var pattern) -> pattern.matcher(prompt).find();
      };
    }
  }

  /// Every prompt.
  public record Anything() implements Match {}

  /// One prompt.
  public record Exactly(String prompt) implements Match {}

  /// Every prompt in which the pattern is found.
  public record Like(Pattern pattern) implements Match {}

  /// How a rule fails.
  ///
  /// @param times only the first so many matching calls; all if empty
  /// @param rate share of the calls that fail, 0..1, chosen by the seed
  public record Fault(LlmFailure failure, OptionalInt times, double rate, long seed) {}
}
