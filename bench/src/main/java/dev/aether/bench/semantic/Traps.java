package dev.aether.bench.semantic;

import dev.aether.bench.semantic.Corpora.Pair;
import dev.aether.cache.semantic.AnswerComparison.Verdict;
import dev.aether.cache.semantic.Embedder;
import dev.aether.cache.semantic.Limits;
import dev.aether.cache.semantic.Lookup.Hit;
import dev.aether.cache.semantic.Lookup.Miss;
import dev.aether.cache.semantic.Lookup.Unfit;
import dev.aether.cache.semantic.Namespace;
import dev.aether.cache.semantic.SemanticMemory;
import dev.aether.cache.semantic.SemanticText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Asks near-duplicates of remembered questions.
final class Traps {
  private static final Namespace ONE = Namespace.of("traps");
  private static final Duration LONG = Duration.ofDays(365);

  private final Embedder embedder;
  private final double budget;
  private final Map<String, int[]> served = new TreeMap<>();
  private final List<String> surprises = new ArrayList<>();

  Traps(Embedder embedder, double budget) {
    this.embedder = embedder;
    this.budget = budget;
  }

  /// Each pair in an empty memory of its own: what happens on the first day.
  Traps alone(List<Pair> pairs) throws InterruptedException {
    for (Pair pair : pairs) {
      SemanticMemory<String> memory = memory();
      ask(memory, pair.first(), pair.first());
      note(pair, ask(memory, pair.second(), pair.same() ? pair.first() : pair.second()));
    }
    return this;
  }

  /// All first texts of the pairs in one memory, then all second ones.
  Traps together(List<Pair> pairs) throws InterruptedException {
    SemanticMemory<String> memory = memory();
    for (Pair pair : pairs) {
      ask(memory, pair.first(), pair.first());
    }
    for (Pair pair : pairs) {
      note(pair, ask(memory, pair.second(), pair.same() ? pair.first() : pair.second()));
    }
    return this;
  }

  private SemanticMemory<String> memory() {
    return new SemanticMemory<>(
        embedder,
        (known, fresh) -> known.equals(fresh) ? Verdict.SAME : Verdict.DIFFERENT,
        _ -> 0,
        Limits.DEFAULT,
        InstantSource.system(),
        new SplittableRandom(1));
  }

  /// Whether the memory answered; what it did not know, or is audited on, it is told.
  private boolean ask(SemanticMemory<String> memory, String text, String answer)
      throws InterruptedException {
    return switch (memory.lookup(ONE, new SemanticText(text), budget)) {
      case Hit<String> hit -> {
        if (hit.audit()) {
          memory.audited(hit, answer, LONG);
        }
        yield true;
      }
      case Miss<String> miss -> {
        memory.learn(miss, answer, LONG);
        yield false;
      }
      case Unfit<String> _ -> false;
    };
  }

  private void note(Pair pair, boolean hit) {
    int[] counts = served.computeIfAbsent(pair.kind(), _ -> new int[2]);
    counts[0] += hit ? 1 : 0;
    counts[1]++;
    if (hit != pair.same()) {
      surprises.add(pair.kind() + ": " + pair.first() + " | " + pair.second());
    }
  }

  /// Pairs that were decided the wrong way.
  List<String> surprises() {
    return List.copyOf(surprises);
  }

  @Override
  public String toString() {
    int trapped = 0;
    int traps = 0;
    var lines = new StringBuilder();
    for (var kind : served.entrySet()) {
      int[] counts = kind.getValue();
      lines.append("  %s %d/%d".formatted(kind.getKey(), counts[0], counts[1]));
      if (!kind.getKey().equals("same")) {
        trapped += counts[0];
        traps += counts[1];
      }
    }
    int[] same = served.getOrDefault("same", new int[] {0, 1});
    return "traps served %.1f %% (%d of %d), paraphrases served %.1f %% (%d of %d)%n%s"
        .formatted(
            100.0 * trapped / Math.max(1, traps),
            trapped,
            traps,
            100.0 * same[0] / same[1],
            same[0],
            same[1],
            lines);
  }
}
