package dev.aether.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads what all peers have printed in all rounds and prints the medians, and each as a multiple
/// of the first peer's speed.
///
/// Argument: the file.
final class Compare {
  private Compare() {}

  /// Prints a table for each case.
  public static void main(String[] arguments) throws IOException {
    Map<String, Map<Case, List<Double>>> seen = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      String[] parts = line.split("\t", -1);
      if (parts.length == 3) {
        seen.computeIfAbsent(parts[0], _ -> new EnumMap<>(Case.class))
            .computeIfAbsent(Case.valueOf(parts[1]), _ -> new ArrayList<>())
            .add(Double.valueOf(parts[2]));
      }
    }
    for (Case of : Case.values()) {
      System.out.printf(
          "%n| %s | median | speed, of the first row |%n|---|---|---|%n", of.sentence());
      double first = Double.NaN;
      for (var peer : seen.entrySet()) {
        List<Double> values = peer.getValue().getOrDefault(of, List.of());
        if (values.isEmpty()) {
          System.out.printf("| %s | none | |%n", peer.getKey());
          continue;
        }
        double median = values.stream().sorted().toList().get(values.size() / 2);
        first = Double.isNaN(first) ? median : first;
        double speed = of.moreIsBetter() ? median / first : first / median;
        System.out.printf(Locale.ROOT, "| %s | %,.1f | %.3f × |%n", peer.getKey(), median, speed);
      }
    }
  }
}
