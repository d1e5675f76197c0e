package dev.aether.bench.guard;

import dev.aether.bench.guard.Samples.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/// Looks for lines of the phrase grammars that are close to rows of a data folder, so that no row
/// finds its way into the project.
///
/// Usage: `NearCopies <folder> [words]`. Each line is written out several times with its own
/// alternatives, while what other sections would put in matches nothing; printed is what shares so
/// many words in a row with some row, 7 unless told, or is a part of one as a whole. Ends with
/// status 1 if there is any.
public final class NearCopies {
  private static final List<String> GRAMMARS =
      List.of("attacks.txt", "benign.txt", "languages.txt");
  private static final int SHINGLE = 4;
  private static final int EXPANSIONS = 24;
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}'\u0000]+");

  private final List<String[]> rows = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Map<Integer, List<int[]>> places = new HashMap<>();

  /// So many words of a row, one after the other.
  private record Shared(int row, int from, int length) {}

  private NearCopies(Path folder) {
    for (Path file : Samples.files(folder)) {
      int number = 0;
      for (Sample sample : Samples.read(file)) {
        names.add(folder.relativize(file) + ":" + ++number);
        add(words(sample.text()));
      }
    }
  }

  /// Runs the comparison.
  public static void main(String[] arguments) {
    int most = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
    var copies = new NearCopies(Path.of(arguments[0]));
    int found = 0;
    for (String grammar : GRAMMARS) {
      for (String line : Grammar.read(grammar).lines()) {
        Shared shared = copies.closest(line, most);
        if (shared.length() > 0) {
          found++;
          System.out.printf("%-10s %s%n", grammar, line.replace("\n", "\\n"));
          System.out.printf("   %s: %s%n", copies.names.get(shared.row()), copies.text(shared));
        }
      }
    }
    System.out.println(found + " near copies");
    System.exit(found == 0 ? 0 : 1);
  }

  private static String[] words(String text) {
    return Arrays.stream(NO_WORD.split(text.toLowerCase(Locale.ROOT)))
        .filter(word -> !word.isEmpty())
        .toArray(String[]::new);
  }

  private void add(String[] row) {
    for (int at = 0; at + SHINGLE <= row.length; at++) {
      places
          .computeIfAbsent(shingle(row, at), _ -> new ArrayList<>(1))
          .add(new int[] {rows.size(), at});
    }
    rows.add(row);
  }

  private static int shingle(String[] words, int at) {
    return Arrays.asList(words).subList(at, at + SHINGLE).hashCode();
  }

  /// The longest run of words that a line shares with a row, or one of no length if that is short.
  private Shared closest(String line, int most) {
    var random = new SplittableRandom(5);
    var longest = new Shared(0, 0, 0);
    for (int i = 0; i < EXPANSIONS; i++) {
      String[] words = words(Grammar.alternative(line, random));
      boolean whole = Arrays.stream(words).noneMatch(word -> word.indexOf('\0') >= 0);
      int fewest = whole ? Math.min(most, Math.max(words.length, SHINGLE + 1)) : most;
      for (int at = 0; at + SHINGLE <= words.length; at++) {
        for (int[] place : places.getOrDefault(shingle(words, at), List.of())) {
          int length = run(words, at, rows.get(place[0]), place[1]);
          if (length >= fewest && length > longest.length()) {
            longest = new Shared(place[0], place[1], length);
          }
        }
      }
    }
    return longest;
  }

  private static int run(String[] words, int at, String[] row, int from) {
    int length = 0;
    while (at + length < words.length
        && from + length < row.length
        && words[at + length].equals(row[from + length])) {
      length++;
    }
    return length;
  }

  private String text(Shared shared) {
    String[] row = rows.get(shared.row());
    return String.join(
        " ", Arrays.asList(row).subList(shared.from(), shared.from() + shared.length()));
  }
}
