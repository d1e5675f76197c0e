package dev.aether.guard;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Finds the words in letters that stand without spaces: the cheapest split into known words and
/// unknown rests (Viterbi).
///
/// A word costs its surprise if frequencies follow Zipf's law, which is about the logarithm of its
/// rank in the vocabulary. Where capitals follow small letters a word rather begins than goes on.
final class Segmenter {
  static final Segmenter STANDARD =
      new Segmenter(Prebuilt.segmenter().map(Automaton::read).orElseGet(Segmenter::words));

  private static final float EACH_WORD = 2;
  private static final float UNKNOWN_WORD = 9;
  private static final float UNKNOWN_LETTER = 2.8F;
  private static final float HUMP = 3;

  /// Of words that the vocabulary may have without them, as [Folding] leaves them.
  private static final List<char[]> ENDINGS =
      Stream.of("s", "d", "ed", "lng", "ly", "er", "es").map(String::toCharArray).toList();

  private static final boolean[] BEGIN_ENDINGS = Ascii.setOf("sdel");
  private static final float ENDING = 4.5F;

  private final Automaton words;
  private final float[] costs; // of each word

  /// @param words by their ranks
  private Segmenter(Automaton words) {
    this.words = words;
    costs = new float[words.phrases()];
    for (int rank = 0; rank < costs.length; rank++) {
      costs[rank] = (float) Math.log(rank + 11) + EACH_WORD;
    }
  }

  /// Makes the table of the standard vocabulary.
  static Prebuilt.Table made() {
    return words()::write;
  }

  /// The vocabulary, the most frequent word first.
  private static Automaton words() {
    return Automaton.of(
        Resources.lines("vocabulary.txt").stream().map(Segmenter::folded).distinct().toList());
  }

  private static String folded(String word) {
    var folded = new StringBuilder();
    word.chars().forEach(c -> folded.append(Folding.STANDARD.fold((char) c)));
    return folded.toString();
  }

  /// Letters that may be words, and room to split them; one serves a whole text.
  static final class Letters {
    private int count;
    private char[] folded = new char[64];
    private boolean[] humps = new boolean[64]; // a capital after a small letter
    private float[] best = new float[65]; // the cost of the cheapest split up to here
    private int[] back = new int[65]; // where its last word begins
    private float[] unknown = new float[65]; // the same if the last word is not known
    private int[] unknownBack = new int[65];
    private boolean[] ends = new boolean[65];
    private boolean[] glued = new boolean[65]; // whether the cheapest split ends with an ending

    void clear() {
      count = 0;
    }

    int count() {
      return count;
    }

    void add(char c, boolean hump) {
      if (count == folded.length) {
        int size = count * 2;
        folded = Arrays.copyOf(folded, size);
        humps = Arrays.copyOf(humps, size);
        best = new float[size + 1];
        back = new int[size + 1];
        unknown = new float[size + 1];
        unknownBack = new int[size + 1];
        ends = new boolean[size + 1];
        glued = new boolean[size + 1];
      }
      char letter = Folding.STANDARD.fold(c);
      humps[count] = hump;
      folded[count++] = Ascii.isDigit(letter) ? Tokens.LEET_DIGITS.charAt(letter - '0') : letter;
    }

    /// Whether a word ends before a letter, after a split.
    boolean endsBefore(int index) {
      return ends[index];
    }
  }

  void split(Letters letters) {
    cost(letters);
    Arrays.fill(letters.ends, 0, letters.count + 1, false);
    boolean glued = false;
    for (int end = letters.count; end > 0; end = letters.back[end]) {
      letters.ends[end] = !glued;
      glued = letters.glued[end];
    }
  }

  private void cost(Letters letters) {
    int count = letters.count;
    float[] best = letters.best;
    float[] unknown = letters.unknown;
    best[0] = 0;
    unknown[0] = Float.MAX_VALUE;
    Arrays.fill(best, 1, count + 1, Float.MAX_VALUE);
    Arrays.fill(letters.glued, 0, count + 1, false);
    for (int start = 0; start < count; start++) {
      if (unknown[start] < best[start]) {
        best[start] = unknown[start];
        letters.back[start] = letters.unknownBack[start];
        letters.glued[start] = false;
      } else if (start > 2 && !letters.glued[start]) {
        endings(letters, start);
      }
      float before = best[start];
      float begun = before + UNKNOWN_WORD;
      float gone = unknown[start] + (letters.humps[start] ? HUMP : 0);
      unknown[start + 1] = Math.min(begun, gone) + UNKNOWN_LETTER;
      letters.unknownBack[start + 1] = begun < gone ? start : letters.unknownBack[start];
      words(letters, start, before);
    }
    if (unknown[count] < best[count]) {
      letters.back[count] = letters.unknownBack[count];
      letters.glued[count] = false;
    }
  }

  private void words(Letters letters, int start, float before) {
    float[] best = letters.best;
    float cost = before;
    int state = Automaton.ROOT;
    for (int end = start + 1; end <= letters.count; end++) {
      state = words.child(state, letters.folded[end - 1]);
      if (state < 0) {
        return;
      }
      cost += letters.humps[end - 1] && end - 1 > start ? HUMP : 0;
      int word = words.phraseAt(state);
      if (word >= 0 && cost + costs[word] < best[end]) {
        best[end] = cost + costs[word];
        letters.back[end] = start;
        letters.glued[end] = false;
      }
    }
  }

  /// A known word goes on with an ending that the vocabulary does not have it with.
  private static void endings(Letters letters, int start) {
    char first = start < letters.count ? letters.folded[start] : 0;
    if (first >= BEGIN_ENDINGS.length || !BEGIN_ENDINGS[first]) {
      return;
    }
    for (char[] ending : ENDINGS) {
      int end = start + ending.length;
      if (ending[0] == first
          && end <= letters.count
          && letters.best[start] + ENDING < letters.best[end]
          && Arrays.equals(letters.folded, start, end, ending, 0, ending.length)) {
        letters.best[end] = letters.best[start] + ENDING;
        letters.back[end] = start;
        letters.glued[end] = true;
      }
    }
  }
}
