package dev.aether.llm;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What is known of a model beforehand.
///
/// @param model its name without the date of a snapshot
/// @param contextTokens of prompt and answer together
/// @param longestAnswerTokens that it can be asked for
/// @param leastCacheableTokens shortest prefix that its provider keeps
/// @param refuses parameters that make its provider refuse the request
/// @param prices any number, in any order
public record ModelFacts(
    String provider,
    String model,
    OptionalInt contextTokens,
    OptionalInt longestAnswerTokens,
    OptionalInt leastCacheableTokens,
    Set<Parameter> refuses,
    List<Price> prices) {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  /// Copies the collections.
  public ModelFacts {
    refuses = Set.copyOf(refuses);
    prices = List.copyOf(prices);
  }

  /// What a request can have and a model may not take.
  public enum Parameter {
    /// The sampling temperature.
    TEMPERATURE("temperature"),
    /// A schema for the answer. Without it the answer is only checked afterwards.
    OUTPUT_SCHEMA("output_schema"),
    /// The system prompt. Without it, its text goes in front of the prompt.
    SYSTEM_PROMPT("system_prompt");

    private final String word;

    Parameter(String word) {
      this.word = word;
    }

    /// As it is written in files and messages.
    public String word() {
      return word;
    }
  }

  /// What a million tokens cost.
  ///
  /// @param from first day
  /// @param aboveInputTokens only for prompts that are longer than this
  /// @param cacheRead for input that was read from the provider's prefix cache
  /// @param cacheWrite for input that was written to it
  public record Price(
      LocalDate from,
      int aboveInputTokens,
      BigDecimal input,
      BigDecimal output,
      BigDecimal cacheRead,
      BigDecimal cacheWrite,
      String currency) {

    /// What writing costs: for an hour, twice what other input costs, where writing costs at all.
    BigDecimal writing(Prefix.Life life) {
      return life == Prefix.Life.HOUR && cacheWrite.compareTo(input) > 0
          ? input.multiply(BigDecimal.TWO)
          : cacheWrite;
    }

    Cost of(LlmResult.Usage usage, Prefix.Life life) {
      int uncached = usage.input() - usage.cacheRead() - usage.cacheWrite();
      BigDecimal amount =
          times(uncached, input)
              .add(times(usage.cacheRead(), cacheRead))
              .add(times(usage.cacheWrite(), writing(life)))
              .add(times(usage.output(), output));
      BigDecimal saved = times(usage.cacheRead(), input.subtract(cacheRead));
      return new Cost(amount.divide(MILLION), saved.divide(MILLION), currency);
    }

    private static BigDecimal times(int tokens, BigDecimal price) {
      return price.multiply(BigDecimal.valueOf(tokens));
    }
  }

  /// What an answer of this day costs; empty if the model had no price then.
  ///
  /// @param life how long what was written to the prefix cache is kept
  public Optional<Cost> cost(LlmResult.Usage usage, LocalDate day, Prefix.Life life) {
    return price(usage.input(), day).map(price -> price.of(usage, life));
  }

  /// What an answer costs that keeps nothing for longer than usual.
  public Optional<Cost> cost(LlmResult.Usage usage, LocalDate day) {
    return cost(usage, day, Prefix.Life.MINUTES);
  }

  /// The price of a prompt of this length on a day.
  public Optional<Price> price(int inputTokens, LocalDate day) {
    return prices.stream()
        .filter(price -> !price.from().isAfter(day))
        .filter(price -> price.aboveInputTokens() == 0 || inputTokens > price.aboveInputTokens())
        .max(Comparator.comparingInt(Price::aboveInputTokens).thenComparing(Price::from));
  }
}
