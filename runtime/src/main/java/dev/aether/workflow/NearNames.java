package dev.aether.workflow;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the name that was probably meant: the nearest by edit distance, if it is near at all.
public final class NearNames {
  private static final int LONGEST = 64;

  private NearNames() {}

  /// The nearest of the names, if at most a third of its letters differ.
  public static Optional<String> nearest(String wrong, Collection<String> names) {
    int allowed = wrong.length() / 3;
    if (wrong.length() > LONGEST) {
      return Optional.empty();
    }
    record Candidate(String name, int distance) {}
    return names.stream()
        .filter(name -> Math.abs(name.length() - wrong.length()) <= allowed)
        .map(name -> new Candidate(name, distance(wrong, name)))
        .filter(candidate -> candidate.distance <= allowed)
        .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .map(Candidate::name);
  }

  /// Damerau's distance in its restricted form: insertions, deletions, replacements and swaps of
  /// neighbours, without regard to case.
  private static int distance(String left, String right) {
    int[] before = new int[right.length() + 1];
    int[] previous = new int[right.length() + 1];
    int[] current = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        boolean same = same(left.charAt(i - 1), right.charAt(j - 1));
        current[j] =
            Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && same(left.charAt(i - 1), right.charAt(j - 2))
            && same(left.charAt(i - 2), right.charAt(j - 1))) {
          current[j] = Math.min(current[j], before[j - 2] + 1);
        }
      }
      int[] spare = before;
      before = previous;
      previous = current;
      current = spare;
    }
    return previous[right.length()];
  }

  private static boolean same(char a, char b) {
    return Character.toLowerCase(a) == Character.toLowerCase(b);
  }
}
