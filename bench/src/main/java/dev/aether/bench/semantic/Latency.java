package dev.aether.bench.semantic;

import dev.aether.cache.semantic.AnswerComparison.Verdict;
import dev.aether.cache.semantic.Embedder;
import dev.aether.cache.semantic.Limits;
import dev.aether.cache.semantic.Lookup.Miss;
import dev.aether.cache.semantic.Namespace;
import dev.aether.cache.semantic.SemanticMemory;
import dev.aether.cache.semantic.SemanticText;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;

/// Times lookups in a namespace of 100,000 entries, one after the other.
///
/// The entries' vectors are random around 2,000 centres, so that neighbours are near as in life;
/// the questions have 12 tokens. "Without embedding" takes the vector for granted: it times a
/// lookup whose embedder makes a vector up in some 20 µs, so wording, veto and decision are in it
/// as well. Beside p50 it prints p10, which a busy machine disturbs less.
final class Latency {
  private static final Namespace ONE = Namespace.of("latency");
  private static final int ENTRIES = 100_000;
  private static final int LOOKUPS = 1_500;
  private static final int WARM_UP = 1_000;
  private static final List<String> THINGS =
      List.of("card", "order", "refund", "loan", "phone", "flight", "hotel", "invoice", "parcel");
  private static final List<String> ACTIONS =
      List.of("cancel", "change", "track", "renew", "close", "open", "move", "extend", "report");

  private Latency() {}

  static void measure(Embedder embedder, PrintStream out) throws InterruptedException {
    var source = new Switch(embedder);
    var memory =
        new SemanticMemory<Integer>(
            source,
            (_, _) -> Verdict.DIFFERENT,
            _ -> 4,
            Limits.DEFAULT,
            InstantSource.system(),
            new SplittableRandom(1));
    source.synthetic = true;
    for (int i = 0; i < ENTRIES; i++) {
      if (memory.lookup(ONE, text(i), 0.01) instanceof Miss<Integer> miss) {
        memory.learn(miss, i, Duration.ofDays(1));
      }
    }
    double[] alone = times(memory);
    source.synthetic = false;
    double[] whole = times(memory);
    double[] model = embeddings(embedder);
    out.printf(
        Locale.ROOT,
        "%d entries, %d lookups: p50 %.2f ms with embedding, %.2f ms without; p10 %.2f and %.2f%n"
            + "embedding by itself: p50 %.2f ms, p10 %.2f%n",
        memory.stats().entries(),
        LOOKUPS,
        whole[LOOKUPS / 2],
        alone[LOOKUPS / 2],
        whole[LOOKUPS / 10],
        alone[LOOKUPS / 10],
        model[LOOKUPS / 2],
        model[LOOKUPS / 10]);
  }

  private static SemanticText text(int i) {
    return new SemanticText(
        "how can I %s the %s number %d that I ordered"
            .formatted(ACTIONS.get(i % 9), THINGS.get(i / 9 % 9), i));
  }

  private static double[] times(SemanticMemory<Integer> memory) throws InterruptedException {
    return times(asked -> memory.lookup(ONE, new SemanticText(asked), 0.01));
  }

  private static double[] embeddings(Embedder embedder) throws InterruptedException {
    return times(embedder::embed);
  }

  /// What is done with each question.
  private interface Step {
    void take(String question) throws InterruptedException;
  }

  private static double[] times(Step step) throws InterruptedException {
    double[] millis = new double[LOOKUPS];
    var random = new Random(2);
    for (int i = -WARM_UP; i < LOOKUPS; i++) {
      String asked =
          "how can I %s the %s that I have ordered last week"
              .formatted(ACTIONS.get(random.nextInt(9)), THINGS.get(random.nextInt(9)));
      long start = System.nanoTime();
      step.take(asked);
      if (i >= 0) {
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis;
  }

  /// Either the real embedder, or vectors around a centre that follows from the text.
  private static final class Switch implements Embedder {
    private final Embedder real;
    private boolean synthetic;

    Switch(Embedder real) {
      this.real = real;
    }

    @Override
    public String id() {
      return real.id();
    }

    @Override
    public int dimensions() {
      return real.dimensions();
    }

    @Override
    public float[] embed(String text) throws InterruptedException {
      if (!synthetic) {
        return real.embed(text);
      }
      var centre = new Random(Math.floorMod(text.hashCode(), 2_000));
      var own = new Random(text.hashCode());
      float[] vector = new float[dimensions()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (centre.nextGaussian() + 0.6 * own.nextGaussian());
      }
      return vector;
    }

    @Override
    public OptionalInt tokens(String text) {
      return synthetic ? OptionalInt.empty() : real.tokens(text);
    }
  }
}
