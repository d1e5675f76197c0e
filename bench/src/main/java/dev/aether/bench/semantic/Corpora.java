package dev.aether.bench.semantic;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The questions that were written for the fit and for the traps; see the head of each file.
public final class Corpora {
  private Corpora() {}

  /// Two texts that should be taken for the same, or must not be.
  ///
  /// @param kind `same`, or what makes them differ
  /// @param heldOut whether the pair is kept for the report, and never tuned on
  public record Pair(String kind, String first, String second, boolean heldOut) {
    /// Whether one may be served for the other.
    public boolean same() {
      return kind.equals("same");
    }
  }

  /// All pairs that were written by hand; of each kind every other one is held out.
  public static List<Pair> pairs() throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    List<Pair> pairs = new ArrayList<>();
    for (String line : lines("pairs.txt")) {
      if (!line.isBlank()) {
        String[] parts = line.split("\\|", -1);
        boolean heldOut = counts.merge(parts[0], 1, Integer::sum) % 2 == 0;
        pairs.add(new Pair(parts[0], parts[1], parts[2], heldOut));
      }
    }
    return List.copyOf(pairs);
  }

  /// The families, a list of questions for each; siblings share a domain.
  public static List<List<Labelled>> families() throws IOException {
    List<List<Labelled>> families = new ArrayList<>();
    List<Labelled> family = new ArrayList<>();
    List<String> lines = new ArrayList<>(lines("families.txt"));
    lines.add("");
    for (String line : lines) {
      if (line.isBlank() && !family.isEmpty()) {
        families.add(List.copyOf(family));
        family.clear();
      }
      for (String wording : line.split("\\|", -1)) {
        if (!wording.isBlank()) {
          family.add(new Labelled(wording.strip(), line));
        }
      }
    }
    return List.copyOf(families);
  }

  /// Questions from the templates: each filler with some templates, each in some wordings.
  ///
  /// @param share of all wordings that are drawn, from 0 to 1
  public static List<Labelled> grammar(double share, long seed) throws IOException {
    List<String> lines = lines("grammar.txt");
    List<String> fillers =
        Arrays.stream(lines.getFirst().split(",", -1)).map(String::strip).toList();
    List<String> narrowings =
        Arrays.stream(lines.get(1).split(",", -1)).map(String::strip).toList();
    List<String> templates = lines.subList(3, lines.size());
    var random = new Random(seed);
    List<Labelled> questions = new ArrayList<>();
    for (int template = 0; template < templates.size(); template++) {
      String[] wordings = templates.get(template).split("\\|", -1);
      for (int filler = 0; filler < fillers.size(); filler++) {
        String x = fillers.get(filler);
        String y = fillers.get((filler + 1 + random.nextInt(3)) % fillers.size());
        if (random.nextDouble() < Math.sqrt(share)) {
          for (String wording : wordings) {
            if (random.nextDouble() < Math.sqrt(share)) {
              String text = wording.strip().replace("X", x).replace("Y", y);
              String label = template + "|" + x + "|" + y;
              questions.add(new Labelled(text, label));
              if (random.nextDouble() < 0.3) {
                String narrower = narrowings.get(random.nextInt(narrowings.size()));
                String mark = text.endsWith("?") ? "?" : "";
                String plain = text.substring(0, text.length() - mark.length());
                questions.add(new Labelled(plain + " " + narrower + mark, label + "|" + narrower));
              }
            }
          }
        }
      }
    }
    return List.copyOf(questions);
  }

  private static List<String> lines(String name) throws IOException {
    try (var in = Corpora.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("# "))
          .toList();
    }
  }
}
