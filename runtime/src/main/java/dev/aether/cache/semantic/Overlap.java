package dev.aether.cache.semantic;

import dev.aether.cache.semantic.Wording.Word;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How much of their wording two texts share. Each ratio is from 0 (nothing) to 1 (all).
///
/// @param jaccard words in both, of the words in either
/// @param subsequence the longest run of words (with gaps) in both, of the longer text's words
/// @param content content words in both, of the content words in either
/// @param missingHere content words that only the other has
/// @param missingThere content words that only this one has
/// @param reordered pairs of shared content words that stand the other way round, of all such pairs
/// @param inserted whether the texts differ in one place only, where one of them has content
/// @param exchanged whether the texts differ in one place only, where each has content of its own
record Overlap(
    double jaccard,
    double subsequence,
    double content,
    int missingHere,
    int missingThere,
    double reordered,
    boolean inserted,
    boolean exchanged) {

  /// What stands in the one place where two texts differ.
  private enum OnePlace {
    CONTENT_IN_ONE,
    CONTENT_IN_BOTH,
    NONE
  }

  /// Compares a text with another one.
  static Overlap of(Wording here, Wording there) {
    Set<String> contentHere = here.content();
    Set<String> contentThere = there.content();
    int[][] common = commonLengths(here.words(), there.words());
    int longer = Math.max(here.words().size(), there.words().size());
    double subsequence = longer == 0 ? 1 : common[0][0] / (double) longer;
    OnePlace place = onePlace(here.words(), there.words(), common);
    return new Overlap(
        jaccard(here.vocabulary(), there.vocabulary()),
        subsequence,
        jaccard(contentHere, contentThere),
        missing(contentThere, contentHere),
        missing(contentHere, contentThere),
        reordered(List.copyOf(contentHere), List.copyOf(contentThere)),
        place == OnePlace.CONTENT_IN_ONE,
        place == OnePlace.CONTENT_IN_BOTH);
  }

  private static double jaccard(Set<String> a, Set<String> b) {
    int both = a.size() - missing(a, b);
    int either = a.size() + b.size() - both;
    return either == 0 ? 1 : both / (double) either;
  }

  private static int missing(Set<String> from, Set<String> in) {
    int missing = 0;
    for (String word : from) {
      missing += in.contains(word) ? 0 : 1;
    }
    return missing;
  }

  private static double reordered(List<String> a, List<String> b) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < b.size(); i++) {
      places.put(b.get(i), i);
    }
    List<Integer> shared = a.stream().filter(places::containsKey).map(places::get).toList();
    int inverted = 0;
    for (int i = 0; i < shared.size(); i++) {
      for (int j = i + 1; j < shared.size(); j++) {
        inverted += shared.get(j) < shared.get(i) ? 1 : 0;
      }
    }
    int pairs = shared.size() * (shared.size() - 1) / 2;
    return pairs == 0 ? 0 : inverted / (double) pairs;
  }

  /// Length of the longest common subsequence of the words from i and from j on (Wagner and Fischer
  /// 1974).
  private static int[][] commonLengths(List<Word> a, List<Word> b) {
    int[][] length = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        length[i][j] =
            same(a.get(i), b.get(j))
                ? length[i + 1][j + 1] + 1
                : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    return length;
  }

  private static boolean same(Word a, Word b) {
    return a.canonical().equals(b.canonical());
  }

  private static OnePlace onePlace(List<Word> a, List<Word> b, int[][] common) {
    int places = 0;
    int i = 0;
    int j = 0;
    boolean exchanged = false;
    while (i < a.size() || j < b.size()) {
      Set<String> onlyA = new HashSet<>();
      Set<String> onlyB = new HashSet<>();
      while (!(i < a.size() && j < b.size() && same(a.get(i), b.get(j)))
          && (i < a.size() || j < b.size())) {
        boolean left = j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1]);
        Word word = left ? a.get(i++) : b.get(j++);
        if (word.content()) {
          (left ? onlyA : onlyB).add(word.canonical());
        }
      }
      if (!onlyA.isEmpty() || !onlyB.isEmpty()) {
        places++;
        exchanged = !onlyA.isEmpty() && !onlyB.isEmpty();
      }
      while (i < a.size() && j < b.size() && same(a.get(i), b.get(j))) {
        i++;
        j++;
      }
    }
    if (places != 1) {
      return OnePlace.NONE;
    }
    return exchanged ? OnePlace.CONTENT_IN_BOTH : OnePlace.CONTENT_IN_ONE;
  }
}
