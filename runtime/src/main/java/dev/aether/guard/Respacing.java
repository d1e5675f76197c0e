package dev.aether.guard;

import dev.aether.guard.Segmenter.Letters;
import java.util.Arrays;

/// Puts letters that were set apart together again, and the spaces back between words that were run
/// together.
final class Respacing {
  /// Words this long may be several words without their spaces.
  static final int SHORTEST_RUN = 15;

  /// A text with fewer spaces than one to so many characters has lost some.
  static final int CROWDED = 12;

  private static final int SHORTEST_IN_CROWD = 3;
  private static final int LONGEST_RUN = 2_000;
  private static final int FEWEST_SINGLES = 4;
  private static final int FEWEST_TO_SPLIT = 8;
  private static final int WIDEST_GAP = 12;
  private static final int SPACE_WIDTH = 3;

  private final Text text;
  private final Text.Builder view;
  private final Letters letters = new Letters();
  private final boolean crowded;
  private boolean quoted;
  private int[] places = new int[64]; // of letters set apart
  private int[] widths = new int[64]; // of what stands after each

  private Respacing(Text text) {
    this.text = text;
    this.view = new Text.Builder(text, text.length() + text.length() / 4);
    this.crowded = isCrowded();
  }

  /// The text with single letters joined and long words split.
  static Text of(Text text) {
    return new Respacing(text).respaced();
  }

  private boolean isCrowded() {
    int spaces = 1;
    for (int i = 0; i < text.length(); i++) {
      spaces += text.at(i) == ' ' ? 1 : 0;
    }
    return spaces * CROWDED < text.length();
  }

  private Text respaced() {
    int i = 0;
    while (i < text.length()) {
      int end = wordEnd(i);
      if (end == i) {
        mark(text.at(i), i);
        i++;
      } else if (end - i == 1) {
        i = joined(i);
      } else {
        word(i, end);
        i = end;
      }
    }
    return view.as(View.SPACED);
  }

  /// A character between words; where spaces were taken out, a mark has lost its own.
  private void mark(char c, int at) {
    quoted ^= c == '"';
    boolean lost = crowded && at > 0 && at + 1 < text.length();
    boolean opens = "([{".indexOf(c) >= 0 || (c == '"' && quoted);
    if (lost && opens && isWord(text.at(at - 1))) {
      view.add(' ', at);
    }
    view.add(c, at);
    boolean closes = ".,;:!?)]}".indexOf(c) >= 0 || (c == '"' && !quoted);
    if (lost && closes && Character.isLetter(text.at(at + 1))) {
      view.add(' ', at);
    }
  }

  private void word(int from, int to) {
    if (!runTogether(from, to)) {
      view.copy(from, to);
      return;
    }
    letters.clear();
    for (int i = from; i < to && letters.count() < LONGEST_RUN; i++) {
      if (isWord(text.at(i))) {
        place(letters.count(), i);
        letters.add(text.at(i), isHump(i, i - 1, from));
      }
    }
    Segmenter.STANDARD.split(letters);
    int start = from;
    for (int i = 1; i < letters.count(); i++) {
      if (letters.endsBefore(i)) {
        int end = places[i - 1] + 1; // an apostrophe between two words rather opens a quotation
        view.copy(start, end);
        view.add(' ', end);
        start = end;
      }
    }
    view.copy(start, to);
  }

  private void place(int index, int at) {
    if (index == places.length) {
      places = Arrays.copyOf(places, index * 2);
      widths = Arrays.copyOf(widths, index * 2);
    }
    places[index] = at;
  }

  private boolean isHump(int at, int before, int first) {
    return at > first && Ascii.isCapital(text.at(at)) && Ascii.isSmall(text.at(before));
  }

  /// Whether a word may be several: long, and not the digits and random case of encoded data.
  private boolean runTogether(int from, int to) {
    if (to - from < (crowded ? SHORTEST_IN_CROWD : SHORTEST_RUN)) {
      return false;
    }
    int end = Math.min(to, from + LONGEST_RUN);
    int humps = 0;
    int digits = 0;
    int beyondHex = 0;
    for (int i = from; i < end; i++) {
      char c = text.at(i);
      digits += Ascii.isDigit(c) ? 1 : 0;
      beyondHex += Ascii.hexDigit(c) < 0 ? 1 : 0;
      humps += isHump(i, i - 1, from) ? 1 : 0;
    }
    if (digits > 0 && (humps > 1 || digits * 2 > end - from || beyondHex == 0)) {
      return false;
    }
    return humps * 4 <= end - from;
  }

  /// Joins the single letters from here on. The narrowest separator stands inside words, any wider
  /// one between them.
  ///
  /// @return the first index after them
  private int joined(int from) {
    int count = 0;
    int narrow = Integer.MAX_VALUE;
    int narrowest = 0;
    int at = from;
    boolean single = true;
    while (single && count < LONGEST_RUN) {
      int next = at + 1;
      int width = 0;
      while (next < text.length() && next <= at + WIDEST_GAP && !isWord(text.at(next))) {
        char c = text.at(next);
        width += c == ' ' || Character.isWhitespace(c) ? SPACE_WIDTH : 1;
        next++;
      }
      place(count, at);
      widths[count++] = width;
      single = isSingle(next);
      if (width < narrow && single) {
        narrow = width;
        narrowest = at;
      }
      at = next;
    }
    if (count < FEWEST_SINGLES) {
      view.copy(from, from + 1);
      return from + 1;
    }
    int separator = narrowest + 1;
    int separatorLength = wordStart(separator) - separator;
    int start = 0;
    for (int k = 0; k < count; k++) {
      boolean last = k + 1 == count;
      if (last || widths[k] > narrow) {
        piece(start, k + 1, start == 0 && last);
        gap(places[k] + 1, last ? at : places[k + 1], separator, separatorLength);
        start = k + 1;
      }
    }
    if (at < text.length()) {
      view.add(' ', at - 1);
    }
    return at;
  }

  /// Adds letters that were set apart, split if nothing tells where words end.
  private void piece(int from, int to, boolean alone) {
    boolean split = to - from >= (alone ? FEWEST_TO_SPLIT : SHORTEST_RUN);
    if (split) {
      letters.clear();
      for (int k = from; k < to; k++) {
        letters.add(text.at(places[k]), k > from && isHump(places[k], places[k - 1], places[from]));
      }
      Segmenter.STANDARD.split(letters);
    }
    for (int k = from; k < to; k++) {
      view.add(text.at(places[k]), places[k]);
      if (split && k + 1 < to && letters.endsBefore(k + 1 - from)) {
        view.add(' ', places[k]);
      }
    }
  }

  /// Adds what stands between two words without what stands between their letters.
  private void gap(int from, int to, int separator, int separatorLength) {
    int at = from;
    boolean inside = false; // a separator goes before a mark, and after it
    while (at < to) {
      if (!inside && isSeparator(at, to, separator, separatorLength)) {
        at += separatorLength;
        inside = true;
      } else {
        view.add(text.at(at), at);
        at++;
        inside = false;
      }
    }
  }

  private boolean isSeparator(int at, int to, int separator, int length) {
    return at + length <= to
        && Arrays.equals(
            text.chars(), at, at + length, text.chars(), separator, separator + length);
  }

  private int wordStart(int from) {
    int at = from;
    while (at < text.length() && !isWord(text.at(at))) {
      at++;
    }
    return at;
  }

  private int wordEnd(int from) {
    int at = from;
    while (at < text.length() && (isWord(text.at(at)) || (at > from && isInside(at)))) {
      at++;
    }
    return at;
  }

  /// Whether an apostrophe stands inside a word that may be several.
  private boolean isInside(int at) {
    return crowded
        && Folding.STANDARD.kind(text.at(at)) == Folding.Kind.APOSTROPHE
        && at + 1 < text.length()
        && isWord(text.at(at + 1));
  }

  /// Whether a word of one letter begins here.
  private boolean isSingle(int at) {
    return at < text.length()
        && isWord(text.at(at))
        && (at + 1 == text.length() || !isWord(text.at(at + 1)));
  }

  private static boolean isWord(char c) {
    return c < 0x80 ? Ascii.isLetterOrDigit(c) : Character.isLetterOrDigit(c);
  }
}
