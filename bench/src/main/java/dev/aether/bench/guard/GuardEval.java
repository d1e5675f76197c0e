package dev.aether.bench.guard;

import dev.aether.bench.guard.Samples.Sample;
import dev.aether.guard.Finding;
import dev.aether.guard.InjectionDetector;
import dev.aether.guard.Origin;
import dev.aether.guard.Piece;
import dev.aether.guard.PromptGuard;
import dev.aether.guard.ScanPolicy;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// Measures the prompt guard on any folder of labelled texts.
///
/// Usage: `GuardEval <folder> [--tune|--hold] [--author|--output] [--embedded] [--disguises]
/// [--sweep] [--misses N] [--alarms N] [--timing]`. Prints what part of the attacks is found and
/// what part of the harmless texts is flagged, for each file. `--tune` looks at the half of the
/// rows that may be read while tuning, `--hold` at the other half.
public final class GuardEval {
  private static final int DISGUISED_PER_FILE = 60;
  private static final int EXCERPT = 200;

  private final PrintStream out;
  private final Origin origin;
  private final PromptGuard guard;
  private final List<Double> recalls = new ArrayList<>(); // of each source that was not fitted on
  private int harmless;
  private int alarms;

  private GuardEval(PrintStream out, Origin origin, PromptGuard guard) {
    this.out = out;
    this.origin = origin;
    this.guard = guard;
  }

  /// Runs the evaluation.
  public static void main(String[] arguments) {
    List<String> options = List.of(arguments);
    Origin origin = origin(options);
    Path folder = Path.of(arguments[0]);
    Predicate<Sample> chosen = half(options);
    if (options.contains("--sweep")) {
      sweep(folder, origin, chosen);
      return;
    }
    var eval = new GuardEval(System.out, origin, new InjectionDetector(ScanPolicy.standard()));
    int misses = option(options, "--misses");
    int alarms = option(options, "--alarms");
    for (Path file : Samples.files(folder)) {
      eval.measure(folder.relativize(file).toString(), read(file, chosen), misses, alarms);
    }
    eval.summary();
    if (options.contains("--embedded")) {
      new Embedded(eval::flagged, System.out).measure(folder, chosen);
    }
    if (options.contains("--disguises")) {
      eval.disguises(folder, chosen);
    }
    if (options.contains("--timing")) {
      new GuardTiming(System.out).run();
    }
  }

  private static Origin origin(List<String> options) {
    if (options.contains("--author")) {
      return new Origin.Author("template");
    }
    return options.contains("--output")
        ? new Origin.NodeOutput("node")
        : new Origin.Context("context.value");
  }

  /// The rows that are looked at: all, those that may be read while tuning, or the others.
  private static Predicate<Sample> half(List<String> options) {
    if (options.contains("--tune")) {
      return Sample::tunes;
    }
    return options.contains("--hold") ? sample -> !sample.tunes() : _ -> true;
  }

  private static List<Sample> read(Path file, Predicate<Sample> chosen) {
    return Samples.read(file).stream().filter(chosen).toList();
  }

  /// Prints recall and alarms of each file for a range of thresholds.
  private static void sweep(Path folder, Origin origin, Predicate<Sample> chosen) {
    for (double wording = 0; wording <= 3; wording += 0.5) {
      ScanPolicy policy = ScanPolicy.standard();
      var eval =
          new GuardEval(
              System.out,
              origin,
              new InjectionDetector(
                  new ScanPolicy(
                      policy.limitChars(),
                      policy.trustedEvidence(),
                      policy.dataEvidence(),
                      wording,
                      List.of())));
      System.out.println("wording evidence " + wording);
      for (Path file : Samples.files(folder)) {
        eval.measure(folder.relativize(file).toString(), read(file, chosen), 0, 0);
      }
    }
  }

  private static int option(List<String> options, String name) {
    int at = options.indexOf(name);
    return at < 0 ? 0 : Integer.parseInt(options.get(at + 1));
  }

  private boolean flagged(String text) {
    return !guard.scan(new Piece(text, origin)).isEmpty();
  }

  private void measure(String name, List<Sample> samples, int misses, int alarms) {
    int attacks = 0;
    int found = 0;
    int flagged = 0;
    Map<String, int[]> rules = new HashMap<>();
    List<String> shown = new ArrayList<>();
    var random = new SplittableRandom(7);
    for (Sample sample : samples) {
      List<Finding> findings = guard.scan(new Piece(sample.text(), origin));
      attacks += sample.attack() ? 1 : 0;
      found += sample.attack() && !findings.isEmpty() ? 1 : 0;
      flagged += !sample.attack() && !findings.isEmpty() ? 1 : 0;
      if (!findings.isEmpty()) {
        Finding first = findings.getFirst();
        String key = first.rule() + " " + first.view();
        rules.computeIfAbsent(key, _ -> new int[2])[sample.attack() ? 0 : 1]++;
      }
      if (sample.attack() == findings.isEmpty()) {
        String why = findings.isEmpty() ? "MISS " : "ALARM " + findings.getFirst() + "\n      ";
        int wanted = sample.attack() ? misses : alarms;
        if (wanted > 0 && random.nextInt(samples.size()) < 3 * wanted + samples.size() / 20) {
          shown.add(why + "[" + sample.kind() + "] " + clip(sample.text()));
        }
      }
    }
    int harmless = samples.size() - attacks;
    if (!Corpus.fits(name)) {
      this.harmless += harmless;
      this.alarms += flagged;
      if (attacks > 0) {
        recalls.add(percent(found, attacks));
      }
    }
    out.printf(
        "%-40s recall %5.1f%% (%d/%d)  alarms %5.2f%% (%d/%d)%n",
        name,
        percent(found, attacks),
        found,
        attacks,
        percent(flagged, harmless),
        flagged,
        harmless);
    shown.stream().limit(Math.max(misses, alarms)).forEach(line -> out.println("   " + line));
    if (misses + alarms > 0) {
      rules.entrySet().stream()
          .sorted((a, b) -> b.getValue()[1] - a.getValue()[1])
          .limit(8)
          .filter(rule -> rule.getValue()[1] > 0)
          .forEach(rule ->
              out.printf(
                  "      %-36s hits %d alarms %d%n",
                  rule.getKey(), rule.getValue()[0], rule.getValue()[1]));
    }
  }

  /// Recall averaged over the sources that the weights are not fitted on, each counting alike.
  private void summary() {
    out.printf(
        "average over %d sources not fitted on: recall %.1f%%, alarms %.2f%% (%d/%d)%n",
        recalls.size(),
        recalls.stream().mapToDouble(recall -> recall).average().orElse(0),
        percent(alarms, harmless),
        alarms,
        harmless);
  }

  private static String clip(String text) {
    String line = text.replace('\n', ' ');
    return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "…";
  }

  private static double percent(int part, int whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }

  /// Each disguise on attacks that are found plainly, and on harmless texts that pass plainly.
  private void disguises(Path folder, Predicate<Sample> chosen) {
    List<String> attacks = new ArrayList<>();
    List<String> harmless = new ArrayList<>();
    for (Path file : Samples.files(folder)) {
      List<Sample> samples = read(file, chosen);
      take(samples, true, attacks);
      take(samples, false, harmless);
    }
    out.printf(
        "%ndisguise                 kept of %d     flagged of %d%n",
        attacks.size(), harmless.size());
    for (Obfuscation disguise : Obfuscation.values()) {
      var random = new SplittableRandom(11);
      long kept = attacks.stream().filter(text -> flagged(disguise.of(text, random))).count();
      long alarms = harmless.stream().filter(text -> flagged(disguise.of(text, random))).count();
      out.printf(
          "%-24s %6.1f%%          %6.2f%%%n",
          disguise, percent((int) kept, attacks.size()), percent((int) alarms, harmless.size()));
    }
  }

  private void take(List<Sample> samples, boolean attack, List<String> into) {
    samples.stream()
        .filter(sample -> sample.attack() == attack && sample.text().length() < 2_000)
        .map(Sample::text)
        .filter(text -> text.length() > 16 && flagged(text) == attack)
        .limit(DISGUISED_PER_FILE)
        .forEach(into::add);
  }
}
