package dev.aether.testing;

import dev.aether.llm.Cost;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.Match;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Seeded random answers of models, every field of them in every state.
public final class GenAnswer {
  private GenAnswer() {}

  /// Any answer.
  public static Completion answer(Gen gen) {
    return new Completion(
        gen.text(),
        gen.chance(0.5) ? Optional.of(gen.value(3)) : Optional.empty(),
        usage(gen),
        cost(gen),
        gen.oneOf(Finish.values()),
        gen.oneOf(Source.values()),
        gen.text(),
        gen.text(),
        gen.chance(0.5) ? Optional.of(gen.text()) : Optional.empty(),
        gen.chance(0.5) ? List.of() : List.of(gen.text(), gen.text()),
        gen.chance(0.3),
        gen.chance(0.5) ? Spent.NOTHING : new Spent(usage(gen), cost(gen)),
        gen.chance(0.7)
            ? Optional.empty()
            : Optional.of(
                new Match(
                    gen.text(),
                    gen.below(1_000) / 999.0,
                    gen.below(1_000) / 999.0,
                    Duration.ofNanos(gen.below(1_000_000_000)))));
  }

  private static Usage usage(Gen gen) {
    int read = gen.below(3);
    int write = gen.below(3);
    int reasoning = gen.below(3);
    return new Usage(
        read + write + gen.below(100_000),
        read,
        write,
        reasoning + gen.below(1_000),
        reasoning,
        gen.chance(0.3));
  }

  private static Optional<Cost> cost(Gen gen) {
    return gen.chance(0.3)
        ? Optional.empty()
        : Optional.of(
            new Cost(
                new BigDecimal(gen.oneOf("0", "0.000015", "1.10", "1E+3", "123456789.987654321")),
                new BigDecimal(gen.oneOf("0.00", "0.25")),
                gen.oneOf("USD", "EUR")));
  }
}
