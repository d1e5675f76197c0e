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

  private final int[] hashes;
  private final float[] costs;
  private final long[] prefixes = new long[1 << (PREFIX_BITS - 6)]; // a Bloom filter with one hash

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
        prefixes[prefix(hash) >>> 6] |= 1L << prefix(hash);
      }
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

  private boolean startsNoWord(int hash) {
    return (prefixes[prefix(hash) >>> 6] & 1L << prefix(hash)) == 0;
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
    int i = 0;
    while (i < text.length()) {
      int wordEnd = wordEnd(text, i);
      if (wordEnd == i) {
        view.add(text.at(i), i);
        i++;
      } else if (wordEnd - i == 1) {
        i = joined(text, i, view);
      } else if (!runTogether(text, i, wordEnd)) {
        for (; i < wordEnd; i++) {
          view.add(text.at(i), i);
        }
      } else {
        int[] places = new int[Math.min(wordEnd - i, LONGEST_RUN)];
        int start = i;
        Arrays.setAll(places, p -> start + p);
        split(text, places, places.length, view);
        for (i += places.length; i < wordEnd; i++) {
          view.add(text.at(i), i);
        }
      }
    }
    return view.as(View.SPACED);
  }

  /// Joins the single letters from here on. The narrowest separator stands inside words, any wider
  /// one between them.
  private int joined(Text text, int from, Text.Builder view) {
    int[] places = new int[32];
    int[] gaps = new int[32];
    int count = 0;
    int narrow = Integer.MAX_VALUE;
    int at = from;
    while (at < text.length() && wordEnd(text, at) == at + 1 && count < LONGEST_RUN) {
      if (count == places.length) {
        places = Arrays.copyOf(places, count * 2);
        gaps = Arrays.copyOf(gaps, count * 2);
      }
      places[count] = at;
      int next = at + 1;
      int width = 0;
      while (next < text.length() && next < at + 6 && wordEnd(text, next) == next) {
        width += Character.isWhitespace(text.at(next)) ? 3 : 1;
        next++;
      }
      gaps[count++] = width;
      if (next < text.length() && wordEnd(text, next) == next + 1) {
        narrow = Math.min(narrow, width);
      }
      at = next;
    }
    if (count < FEWEST_SINGLES) {
      view.add(text.at(from), from);
      return from + 1;
    }
    view.add(' ', from);
    int start = 0;
    for (int k = 0; k < count; k++) {
      if (k + 1 == count || gaps[k] > narrow) {
        split(text, Arrays.copyOfRange(places, start, k + 1), k + 1 - start, view);
        view.add(' ', places[k]);
        start = k + 1;
      }
    }
    return at;
  }

  private static int wordEnd(Text text, int from) {
    int at = from;
    while (at < text.length() && Character.isLetterOrDigit(text.at(at))) {
      at++;
    }
    return at;
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

  private void split(Text text, int[] places, int count, Text.Builder view) {
    if (count < 8) {
      for (int place : places) {
        view.add(text.at(place), place);
      }
      return;
    }
    float[] best = new float[count + 1];
    int[] back = new int[count + 1];
    for (int end = 1; end <= count; end++) {
      best[end] = Float.MAX_VALUE;
    }
    for (int start = 0; start < count; start++) {
      int hash = 0;
      if (best[start] + UNKNOWN_LETTER < best[start + 1]) {
        best[start + 1] = best[start] + UNKNOWN_LETTER;
        back[start + 1] = start;
      }
      for (int end = start + 1; end <= Math.min(count, start + LONGEST_WORD); end++) {
        hash = next(hash, letter(text.at(places[end - 1])));
        if (startsNoWord(hash)) {
          break;
        }
        int slot = slot(hash);
        if (hashes[slot] != 0 && best[start] + costs[slot] < best[end]) {
          best[end] = best[start] + costs[slot];
          back[end] = start;
        }
      }
    }
    boolean[] boundary = new boolean[count + 1];
    for (int end = count; end > 0; end = back[end]) {
      boundary[end] = true;
    }
    for (int i = 0; i < count; i++) {
      view.add(text.at(places[i]), places[i]);
      boolean unknown =
          boundary[i + 1]
              && i + 2 <= count
              && back[i + 1] == i
              && boundary[i + 2]
              && back[i + 2] == i + 1;
      if (boundary[i + 1] && !unknown) {
        view.add(' ', places[i]);
      }
    }
  }
}
