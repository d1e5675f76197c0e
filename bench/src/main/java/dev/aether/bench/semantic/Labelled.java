package dev.aether.bench.semantic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// A question, and the class that stands for its answer.
///
/// @param text the question
/// @param label what it is answered with
public record Labelled(String text, String label) {

  /// Reads the BANKING77 folder: `train.csv`, then `test.csv`, each with a heading line.
  public static List<Labelled> banking77(Path folder) throws IOException {
    List<Labelled> all = new ArrayList<>();
    for (String file : List.of("train.csv", "test.csv")) {
      List<List<String>> rows = csv(Files.readString(folder.resolve(file)));
      for (List<String> row : rows.subList(1, rows.size())) {
        all.add(new Labelled(row.get(0).strip(), row.get(1).strip()));
      }
    }
    return List.copyOf(all);
  }

  /// The first questions in an order that follows from a seed.
  public static List<Labelled> stream(List<Labelled> all, int requests, long seed) {
    List<Labelled> order = new ArrayList<>(all);
    Collections.shuffle(order, new Random(seed));
    return List.copyOf(order.subList(0, Math.min(requests, order.size())));
  }

  private static List<List<String>> csv(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    var field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        boolean doubled = quoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
        if (doubled) {
          field.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (!quoted && (c == ',' || c == '\n')) {
        row.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          rows.add(List.copyOf(row));
          row.clear();
        }
      } else if (c != '\r' || quoted) {
        field.append(c);
      }
    }
    return rows;
  }
}
