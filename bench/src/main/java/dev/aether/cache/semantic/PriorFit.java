package dev.aether.cache.semantic;

import dev.aether.bench.semantic.Corpora;
import dev.aether.bench.semantic.Corpora.Pair;
import dev.aether.bench.semantic.KeptVectors;
import dev.aether.bench.semantic.Labelled;
import dev.aether.cache.onnx.OnnxEmbedder;
import dev.aether.cache.semantic.Candidates.Picked;
import dev.aether.cache.semantic.Posterior.Observation;
import dev.aether.cache.semantic.Prior.Belief;
import dev.aether.json.JsonText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Fits the prior that ships: `PriorFit <file to write> <file for vectors>`.
///
/// Three sources, weighted so that none rules: families of questions over many domains, questions
/// from templates, and pairs written by hand (the half that is for tuning). Each question is looked
/// up among the earlier ones and then stored with its label, so the evidence is what the memory
/// sees. Deterministic. It lies in this package because it needs the evidence itself.
public final class PriorFit {
  private static final Namespace ONE = Namespace.of("fit");
  private static final Instant THEN = Instant.EPOCH;

  /// Candidates farther off are never served: what the weights make of them does not matter.
  private static final double NEAR = 0.75;

  private final Embedder embedder;

  private PriorFit(Embedder embedder) {
    this.embedder = embedder;
  }

  /// Runs the fit, and prints how well the probabilities hold for each source.
  public static void main(String[] args) throws IOException, InterruptedException {
    try (var onnx = new OnnxEmbedder(JsonText.JSON);
        var embedder = new KeptVectors(onnx, Path.of(args[1]))) {
      var fit = new PriorFit(embedder);
      Map<String, List<Observation>> sources = fit.sources();
      Prior prior = fitted(sources);
      Files.writeString(Path.of(args[0]), text(prior));
      var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      sources.forEach((name, seen) -> out.println(calibration(name, seen, Posterior.of(prior))));
    }
  }

  private Map<String, List<Observation>> sources() throws IOException, InterruptedException {
    Map<String, List<Observation>> sources = new LinkedHashMap<>();
    sources.put("families", weighted(families(), 1500));
    sources.put("grammar", weighted(grammar(), 300));
    sources.put("pairs", weighted(pairs(), 1200));
    return sources;
  }

  private static List<Observation> weighted(List<Observation> seen, double total) {
    double each = total / seen.size();
    return seen.stream().map(one -> new Observation(one.row(), one.same(), each)).toList();
  }

  private List<Observation> families() throws IOException, InterruptedException {
    List<Observation> seen = new ArrayList<>();
    List<List<Labelled>> families = Corpora.families();
    for (int seed = 1; seed <= 4; seed++) {
      List<Labelled> all = new ArrayList<>();
      for (List<Labelled> family : families) {
        List<Labelled> shuffled = new ArrayList<>(family);
        Collections.shuffle(shuffled, new Random(seed));
        seen.addAll(stream(shuffled)); // a small memory of one domain
        all.addAll(shuffled);
      }
      Collections.shuffle(all, new Random(seed));
      seen.addAll(stream(all));
    }
    return seen;
  }

  private List<Observation> grammar() throws IOException, InterruptedException {
    List<Observation> seen = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      List<Labelled> all = new ArrayList<>(Corpora.grammar(0.2, seed));
      Collections.shuffle(all, new Random(seed));
      seen.addAll(stream(all));
    }
    return seen;
  }

  private List<Observation> pairs() throws IOException, InterruptedException {
    List<Observation> seen = new ArrayList<>();
    for (Pair pair : Corpora.pairs()) {
      if (!pair.heldOut()) {
        String other = pair.same() ? pair.kind() : pair.second();
        String label = pair.same() ? pair.kind() : pair.first();
        var first = new Labelled(pair.first(), label);
        var second = new Labelled(pair.second(), other);
        seen.addAll(stream(List.of(first, second)));
        seen.addAll(stream(List.of(second, first)));
      }
    }
    return seen;
  }

  /// Looks each question up among the ones before it, then stores it.
  private List<Observation> stream(List<Labelled> questions) throws InterruptedException {
    var store = new Store<String>(embedder.dimensions(), Limits.DEFAULT, _ -> 0, 0, _ -> {});
    List<Observation> seen = new ArrayList<>();
    for (Labelled asked : questions) {
      byte[] vector = Codes.bytes(embedder.embed(asked.text()));
      var nearest = store.nearest(ONE, vector, Candidates.LIMIT, THEN);
      Optional<Picked<String>> picked = Candidates.pick(Wording.of(asked.text()), nearest);
      Group<String> group = new Group<>(asked.label());
      if (picked.isPresent()) {
        Group<String> candidate = picked.get().entry().group();
        boolean same = candidate.answer().equals(asked.label());
        if (picked.get().veto().isEmpty()) {
          candidate.labelled(same);
        }
        boolean near = picked.get().evidence().similarity() >= NEAR;
        if (picked.get().veto().isEmpty() && near) {
          seen.add(new Observation(picked.get().evidence().row(), same, 1));
        }
        group = same ? candidate : group;
      }
      group.supported();
      store.insert(ONE, asked.text(), vector, group, THEN, Instant.MAX);
    }
    return seen;
  }

  private static Prior fitted(Map<String, List<Observation>> sources) {
    List<Observation> all = sources.values().stream().flatMap(List::stream).toList();
    Prior open =
        new Prior(
            Evidence.NAMES.stream()
                .map(name -> new Belief(0, isLevel(name) ? 0.02 : 1, sign(name)))
                .toList());
    double[] weights = Posterior.of(open).fitted(all).weights();
    List<Belief> beliefs = new ArrayList<>();
    for (String name : Evidence.NAMES) {
      beliefs.add(new Belief(weights[beliefs.size()], held(name), sign(name)));
    }
    return new Prior(beliefs);
  }

  private static boolean isLevel(String name) {
    return name.equals("bias") || name.equals("similarity");
  }

  /// How firmly a weight is held against labels that say otherwise: the level of all gives way
  /// soon, since it differs from place to place; what a difference in wording means gives way late.
  private static double held(String name) {
    return switch (name) {
      case "bias" -> 0.1;
      case "similarity" -> 2;
      case "names", "missing", "one-sided", "inserted", "exchanged", "negation" -> 6;
      default -> 1;
    };
  }

  /// What speaks for the same answer, and what against it, wherever it is.
  private static int sign(String name) {
    return switch (name) {
      case "similarity", "closeness", "margin", "vote", "agreement", "record" -> 1;
      case "names", "missing", "one-sided", "inserted", "exchanged", "negation" -> -1;
      default -> 0;
    };
  }

  private static String text(Prior prior) {
    var lines =
        new StringBuilder(
            "# Means, precisions and signs of the weights; see Prior. Written by PriorFit, not by hand.\n");
    for (int i = 0; i < Evidence.NAMES.size(); i++) {
      lines.append(
          String.format(
              Locale.ROOT,
              "%s %.4f %.4f %d%n",
              Evidence.NAMES.get(i),
              prior.beliefs().get(i).mean(),
              prior.beliefs().get(i).precision(),
              prior.beliefs().get(i).sign()));
    }
    return lines.toString();
  }

  private static String calibration(String name, List<Observation> seen, Posterior posterior) {
    var lines = new StringBuilder(name).append(": ").append(seen.size()).append(" observations\n");
    double[] edges = {0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01};
    for (int i = 0; i + 1 < edges.length; i++) {
      double low = edges[i];
      double high = edges[i + 1];
      List<Observation> in =
          seen.stream().filter(one -> within(posterior.probability(one.row()), low, high)).toList();
      long same = in.stream().filter(Observation::same).count();
      double believed =
          in.stream().mapToDouble(one -> posterior.probability(one.row())).average().orElse(0);
      lines.append(
          String.format(
              Locale.ROOT,
              "  p %.2f-%.2f: %5d, believed %.3f, found %.3f%n",
              low,
              high,
              in.size(),
              believed,
              in.isEmpty() ? 0 : same / (double) in.size()));
    }
    return lines.toString();
  }

  private static boolean within(double p, double low, double high) {
    return p >= low && p < high;
  }
}
