package dev.aether.bench.semantic;

import dev.aether.bench.semantic.Corpora.Pair;
import dev.aether.cache.onnx.OnnxEmbedder;
import dev.aether.json.JsonText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Repeats the figures of the semantic cache: `SemanticEval <banking77 folder> [part ...]`.
///
/// The parts are `banking`, `budgets`, `traps`, `domains` and `latency`; without one, all of them
/// run. Vectors are kept in the folder for temporary files between runs, except for `latency`.
public final class SemanticEval {
  private static final double BUDGET = 0.01;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final Path folder;

  private SemanticEval(Path folder) {
    this.folder = folder;
  }

  /// Runs the parts that were named.
  public static void main(String[] args) throws IOException, InterruptedException {
    var eval = new SemanticEval(Path.of(args[0]));
    List<String> parts =
        args.length > 1
            ? List.of(args).subList(1, args.length)
            : List.of("banking", "budgets", "traps", "domains", "latency");
    Path vectors = Path.of(System.getProperty("java.io.tmpdir"), "aether-semantic-vectors");
    Files.createDirectories(vectors);
    try (var onnx = new OnnxEmbedder(JsonText.JSON);
        var kept = new KeptVectors(onnx, vectors.resolve(onnx.id() + ".bin"))) {
      for (String part : parts) {
        switch (part) {
          case "banking" -> eval.banking(kept);
          case "budgets" -> eval.budgets(kept);
          case "traps" -> eval.traps(kept);
          case "domains" -> eval.domains(kept);
          case "latency" -> Latency.measure(onnx, eval.out);
          default -> throw new IllegalArgumentException(part);
        }
      }
    }
  }

  private void banking(KeptVectors embedder) throws IOException, InterruptedException {
    List<Labelled> all = Labelled.banking77(folder);
    List<Replay> runs = new ArrayList<>();
    for (int order = 1; order <= 4; order++) {
      runs.add(Replay.of(Labelled.stream(all, 8000, order), embedder, BUDGET, order));
      out.printf(Locale.ROOT, "banking77 order %d: %s%n", order, runs.getLast());
    }
    double hits = runs.stream().mapToInt(Replay::hits).average().orElse(0);
    double wrong = runs.stream().mapToInt(Replay::wrong).average().orElse(0);
    out.printf(
        Locale.ROOT,
        "banking77 mean: hits %.1f %%, error %.2f %%, precision %.2f %%%n",
        100 * hits / 8000,
        100 * wrong / 8000,
        100 * (hits - wrong) / hits);
  }

  private void budgets(KeptVectors embedder) throws IOException, InterruptedException {
    List<Labelled> all = Labelled.banking77(folder);
    for (double budget : new double[] {0.005, 0.01, 0.02, 0.03, 0.05}) {
      double hits = 0;
      double error = 0;
      double worst = 0;
      for (int order = 1; order <= 5; order++) {
        var run = Replay.of(Labelled.stream(all, 8000, order), embedder, budget, order);
        hits += run.hitRate() / 5;
        error += run.error() / 5;
        worst = Math.max(worst, run.error());
      }
      out.printf(
          Locale.ROOT,
          "budget %.1f %%: error/budget %.2f (worst order %.2f), hits %.1f %%%n",
          100 * budget,
          error / budget,
          worst / budget,
          100 * hits);
    }
  }

  private void traps(KeptVectors embedder) throws IOException, InterruptedException {
    for (boolean heldOut : new boolean[] {false, true}) {
      List<Pair> pairs =
          new ArrayList<>(
              Corpora.pairs().stream().filter(pair -> pair.heldOut() == heldOut).toList());
      Collections.shuffle(pairs, new Random(1));
      String half = heldOut ? "held-out pairs" : "tuned pairs";
      out.printf("%s, each alone: %s%n", half, new Traps(embedder, BUDGET).alone(pairs));
      out.printf("%s, in one memory: %s%n", half, new Traps(embedder, BUDGET).together(pairs));
    }
  }

  /// Streams that are not about banking: orders of the templates that the fit has not seen.
  private void domains(KeptVectors embedder) throws IOException, InterruptedException {
    for (int seed = 11; seed <= 13; seed++) {
      List<Labelled> all = new ArrayList<>(Corpora.grammar(0.35, seed));
      Corpora.families().forEach(all::addAll);
      var run = Replay.of(Labelled.stream(all, 8000, seed), embedder, BUDGET, seed);
      out.printf(Locale.ROOT, "own questions, order %d (%d): %s%n", seed, run.requests(), run);
    }
  }
}
