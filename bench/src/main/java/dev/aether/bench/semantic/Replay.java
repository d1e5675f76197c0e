package dev.aether.bench.semantic;

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
import java.util.List;
import java.util.SplittableRandom;

/// Sends labelled questions through an empty memory, one after the other.
///
/// @param requests sent
/// @param hits served
/// @param wrong hits with another label than the question's
/// @param audits hits that were checked
/// @param firstHits of the first 500 requests, the hits
/// @param firstWrong of these, the wrong ones
public record Replay(int requests, int hits, int wrong, int audits, int firstHits, int firstWrong) {
  private static final Namespace ONE = Namespace.of("replay");
  private static final Duration LONG = Duration.ofDays(365);

  /// Runs one order.
  public static Replay of(List<Labelled> stream, Embedder embedder, double budget, long seed)
      throws InterruptedException {
    var memory =
        new SemanticMemory<String>(
            embedder,
            (known, fresh) -> known.equals(fresh) ? Verdict.SAME : Verdict.DIFFERENT,
            _ -> 0,
            Limits.DEFAULT,
            InstantSource.system(),
            new SplittableRandom(seed));
    int hits = 0;
    int wrong = 0;
    int audits = 0;
    int firstHits = 0;
    int firstWrong = 0;
    for (int i = 0; i < stream.size(); i++) {
      Labelled asked = stream.get(i);
      if (i == 500) {
        firstHits = hits;
        firstWrong = wrong;
      }
      switch (memory.lookup(ONE, new SemanticText(asked.text()), budget)) {
        case Hit<String> hit -> {
          hits++;
          wrong += hit.answer().equals(asked.label()) ? 0 : 1;
          if (hit.audit()) {
            audits++;
            memory.audited(hit, asked.label(), LONG);
          }
        }
        case Miss<String> miss -> memory.learn(miss, asked.label(), LONG);
        case Unfit<String> _ -> {}
      }
    }
    return new Replay(stream.size(), hits, wrong, audits, firstHits, firstWrong);
  }

  /// Wrong hits per request.
  public double error() {
    return wrong / (double) requests;
  }

  /// Hits per request.
  public double hitRate() {
    return hits / (double) requests;
  }

  @Override
  public String toString() {
    return "hits %.1f %%, error %.2f %%, precision %.2f %%, audits %.1f %% of hits; first 500: %d hits, %d wrong"
        .formatted(
            100 * hitRate(),
            100 * error(),
            hits == 0 ? 100 : 100.0 * (hits - wrong) / hits,
            hits == 0 ? 0 : 100.0 * audits / hits,
            firstHits,
            firstWrong);
  }
}
