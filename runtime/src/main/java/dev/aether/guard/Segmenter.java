package dev.aether.guard;

import java.util.Arrays;
import java.util.List;

/// Puts the spaces back into letters that were set apart or run together.
///
/// Words are found with the cheapest split into known words (Viterbi), a word costing the logarithm
/// of its rank in the vocabulary, which by Zipf's law is about its surprise.
final class Segmenter {
  static final Segmenter STANDARD = new Segmenter(Resources.lines("vocabulary.txt"));

  /// Words this long may be several words without their spaces.
  static final int SHORTEST_RUN = 15;

  private static final int LONGEST_RUN = 2_000;
  private static final int LONGEST_WORD = 18;
  private static final int FEWEST_SINGLES = 4;
  private static final float UNKNOWN_LETTER = 11;

  private static final int PREFIX_BITS = 19;
  private static final int PREFIX = 1;
  private static final int WORD = 2;

  private final int[] hashes;
  private final float[] costs;

  /// A Bloom filter with one hash and two bits to each: whether a word starts so, and whether one
  /// is this.
  private final long[] prefixes = new long[1 << (PREFIX_BITS - 5)];

  /// @param vocabulary the most frequent word first
  Segmenter(List<String> vocabulary) {
    int capacity = Integer.highestOneBit(Math.max(vocabulary.size(), 8)) << 2;
    hashes = new int[capacity];
    costs = new float[capacity];
    int rank = 0;
    for (String word : vocabulary) {
      rank++;
      int hash = 0;
      for (int i = 0; i < word.length(); i++) {
        hash = next(hash, Folding.STANDARD.fold(word.charAt(i)));
        note(hash, PREFIX);
      }
      note(hash, WORD);
      int slot = slot(hash);
      if (hashes[slot] == 0) {
        hashes[slot] = hash;
        costs[slot] = (float) Math.log(rank + 10);
      }
    }
  }

  private static int next(int hash, char c) {
    return (hash ^ c) * 0x01000193 + 0x3C6EF372;
  }

  private static int prefix(int hash) {
    return (hash * 0x85EBCA6B) >>> (32 - PREFIX_BITS);
  }

  private void note(int hash, int what) {
    int prefix = prefix(hash);
    prefixes[prefix >>> 5] |= (long) what << (2 * prefix);
  }

  /// What the letters of a hash may be: 0, [#PREFIX], or that and [#WORD].
  private int noted(int hash) {
    int prefix = prefix(hash);
    return (int) (prefixes[prefix >>> 5] >>> (2 * prefix)) & (PREFIX | WORD);
  }

  private int slot(int hash) {
    int slot = (hash * 0x9E3779B9) >>> 8 & (hashes.length - 1);
    while (hashes[slot] != 0 && hashes[slot] != hash) {
      slot = (slot + 1) & (hashes.length - 1);
    }
    return slot;
  }

  /// The text with single letters joined and long words split.
  Text respaced(Text text) {
    var view = new Text.Builder(text, text.length() + text.length() / 4);
    var run = new Run();
    int i = 0;
    while (i < text.length()) {
      int wordEnd = wordEnd(text, i);
      if (wordEnd == i) {
        view.add(text.at(i), i);
        i++;
      } else if (wordEnd - i == 1) {
        i = joined(text, i, run, view);
      } else if (!runTogether(text, i, wordEnd)) {
        view.copy(i, wordEnd);
        i = wordEnd;
      } else {
        run.clear();
        int splitEnd = Math.min(wordEnd, i + LONGEST_RUN);
        for (int place = i; place < splitEnd; place++) {
          run.add(place, 0);
        }
        split(text, run, 0, run.count, view);
        view.copy(splitEnd, wordEnd);
        i = wordEnd;
      }
    }
    return view.as(View.SPACED);
  }

  /// Letters that may be words, and room to split them; one serves a whole text.
  private static final class Run {
    int count;
    int[] places = new int[32];
    int[] gaps = new int[32]; // the width of what stands after each letter
    char[] letters = new char[32];
    float[] best = new float[33]; // the cost of the cheapest split up to here
    int[] back = new int[33]; // where its last word begins
    boolean[] boundary = new boolean[33];

    void clear() {
      count = 0;
    }

    void add(int place, int gap) {
      if (count == places.length) {
        int size = count * 2;
        places = Arrays.copyOf(places, size);
        gaps = Arrays.copyOf(gaps, size);
        letters = new char[size];
        best = new float[size + 1];
        back = new int[size + 1];
        boundary = new boolean[size + 1];
      }
      places[count] = place;
      gaps[count++] = gap;
    }
  }

  /// Joins the single letters from here on. The narrowest separator stands inside words, any wider
  /// one between them.
  private int joined(Text text, int from, Run run, Text.Builder view) {
    run.clear();
    int narrow = Integer.MAX_VALUE;
    int at = from;
    while (isSingle(text, at) && run.count < LONGEST_RUN) {
      int next = at + 1;
      int width = 0;
      while (next < text.length() && next < at + 6 && !isWord(text.at(next))) {
        width += Character.isWhitespace(text.at(next)) ? 3 : 1;
        next++;
      }
      run.add(at, width);
      if (isSingle(text, next)) {
        narrow = Math.min(narrow, width);
      }
      at = next;
    }
    if (run.count < FEWEST_SINGLES) {
      view.add(text.at(from), from);
      return from + 1;
    }
    view.add(' ', from);
    int start = 0;
    for (int k = 0; k < run.count; k++) {
      if (k + 1 == run.count || run.gaps[k] > narrow) {
        split(text, run, start, k + 1, view);
        view.add(' ', run.places[k]);
        start = k + 1;
      }
    }
    return at;
  }

  private static int wordEnd(Text text, int from) {
    int at = from;
    while (at < text.length() && isWord(text.at(at))) {
      at++;
    }
    return at;
  }

  /// Whether a word of one letter begins here.
  private static boolean isSingle(Text text, int at) {
    return at < text.length()
        && isWord(text.at(at))
        && (at + 1 == text.length() || !isWord(text.at(at + 1)));
  }

  private static boolean isWord(char c) {
    return c < 0x80 ? Ascii.isLetterOrDigit(c) : Character.isLetterOrDigit(c);
  }

  /// Whether a word may be several: long, without digits, and not the random case of encoded data.
  private static boolean runTogether(Text text, int from, int to) {
    if (to - from < SHORTEST_RUN) {
      return false;
    }
    int capitals = 0;
    for (int i = from; i < Math.min(to, from + LONGEST_RUN); i++) {
      if (Ascii.isDigit(text.at(i))) {
        return false;
      }
      capitals += i > from && text.at(i) <= 'Z' && text.at(i - 1) >= 'a' ? 1 : 0;
    }
    return capitals * 4 <= to - from;
  }

  private static char letter(char c) {
    char folded = Folding.STANDARD.fold(c);
    return Ascii.isDigit(folded) ? Tokens.LEET_DIGITS.charAt(folded - '0') : folded;
  }

  /// Adds the letters of a run from one index to another, with spaces between their words.
  private void split(Text text, Run run, int from, int to, Text.Builder view) {
    int count = to - from;
    int[] places = run.places;
    if (count < 8) {
      for (int i = from; i < to; i++) {
        view.add(text.at(places[i]), places[i]);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      run.letters[i] = letter(text.at(places[from + i]));
    }
    findWords(run.letters, count, run.best, run.back);
    boolean[] boundary = run.boundary;
    Arrays.fill(boundary, 0, count + 1, false);
    int[] back = run.back;
    for (int end = count; end > 0; end = back[end]) {
      boundary[end] = true;
    }
    for (int i = 0; i < count; i++) {
      int place = places[from + i];
      view.add(text.at(place), place);
      boolean unknown =
          boundary[i + 1]
              && i + 2 <= count
              && back[i + 1] == i
              && boundary[i + 2]
              && back[i + 2] == i + 1;
      if (boundary[i + 1] && !unknown) {
        view.add(' ', place);
      }
    }
  }

  /// Finds the cheapest split.
  ///
  /// @param best is filled with the cost up to each letter
  /// @param back is filled with the beginning of the word that ends before each letter
  private void findWords(char[] letters, int count, float[] best, int[] back) {
    best[0] = 0;
    Arrays.fill(best, 1, count + 1, Float.MAX_VALUE);
    for (int start = 0; start < count; start++) {
      float before = best[start];
      if (before + UNKNOWN_LETTER < best[start + 1]) {
        best[start + 1] = before + UNKNOWN_LETTER;
        back[start + 1] = start;
      }
      int hash = 0;
      int last = Math.min(count, start + LONGEST_WORD);
      for (int end = start + 1; end <= last; end++) {
        hash = next(hash, letters[end - 1]);
        int noted = noted(hash);
        if (noted == 0) {
          break;
        }
        if ((noted & WORD) == 0) {
          continue;
        }
        int slot = slot(hash);
        if (hashes[slot] != 0 && before + costs[slot] < best[end]) {
          best[end] = before + costs[slot];
          back[end] = start;
        }
      }
    }
  }
}
