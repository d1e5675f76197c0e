package dev.aether.guard;

import dev.aether.guard.Folding.Kind;

/// Splits a text into folded words in one pass.
final class Tokens {
  /// Longer words are passed on as this many letters; nothing in the lexicon is as long.
  static final int LONGEST = 40;

  private static final int LONGEST_LEET = 16;
  private static final int LETTERS_AND_DIGITS = Folding.LETTER | Folding.DIGIT;
  private static final int BOTH_CASES = Folding.SMALL | Folding.CAPITAL;

  /// What the digits from 0 to 9 are read as among letters.
  static final String LEET_DIGITS = "olzeasgtbg";

  /// Receives the words in order.
  interface Sink {
    /// A word of a script that is written with spaces.
    ///
    /// @param word folded letters and digits, valid during the call only
    /// @param length of the word; [Tokens#LONGEST] stands for any longer one too
    /// @param start of the word in the text
    /// @param end the first char after it
    /// @param leet whether digits in it were read as letters
    void word(char[] word, int length, int start, int end, boolean leet);

    /// One character of a script that is written without spaces.
    void ideograph(char c, int at);

    /// A sentence ends.
    void stop();

    /// What stands before is no part of what follows: another cell, another statement, another
    /// item.
    void edge();

    /// What follows may be by another hand.
    ///
    /// @param line at the end of a line, rather than of a quotation, a cell, a tag
    void seam(boolean line);
  }

  private static final boolean[] SEAMS = Ascii.setOf("\"|{}<>[]()*");

  private static final String ENDS = ";{}|";
  private static final String BEGINS = "/#|-*+•{}<[`=";
  private static final int LONGEST_LINE = 200;

  private final Folding folding;
  private final Sink sink;
  private final char[] word = new char[LONGEST];
  private int length;
  private int start;
  private int traits; // of the characters so far; of capitals, only those after the first

  Tokens(Folding folding, Sink sink) {
    this.folding = folding;
    this.sink = sink;
  }

  void split(char[] text, int textLength) {
    for (int i = 0; i < textLength; i++) {
      if (folding.traits(text[i]) != 0) {
        i = appendRun(text, i, textLength);
        if (i == textLength) {
          break;
        }
      }
      char c = text[i];
      switch (folding.kind(c)) {
        case LETTER, DIGIT -> throw new AssertionError("a run ends before");
        case SPACE -> {
          flush(i);
          if (c == '\n') {
            sink.seam(true);
            if (startsAnew(text, textLength, i)) {
              sink.edge();
            }
            if (i + 1 < textLength && (text[i + 1] == '\n' || text[i + 1] == '\r')) {
              sink.stop();
            }
          }
        }
        case MARK -> {
          if (Character.isHighSurrogate(c) && i + 1 < textLength) {
            appendCodePoint(Character.toCodePoint(c, text[i + 1]), i);
            i++;
          } else {
            flush(i);
            if (c < SEAMS.length && SEAMS[c]) {
              sink.seam(false);
            }
            if (c == '|') {
              sink.edge();
            }
          }
        }
        case STOP -> {
          flush(i);
          if (i + 1 == textLength || folding.kind(text[i + 1]) == Kind.SPACE) {
            sink.stop();
          }
        }
        case FULL_STOP -> {
          flush(i);
          sink.stop();
        }
        case APOSTROPHE -> {
          if (i + 1 == textLength || !isLetter(text, textLength, i + 1)) {
            flush(i);
          }
        }
        case IDEOGRAPH -> {
          flush(i);
          sink.ideograph(folding.fold(c), i);
        }
        case DROPPED -> {}
        case EXPANDED -> {
          for (char part : folding.expansion(c).toCharArray()) {
            if (folding.traits(part) != 0) {
              append(part, i);
            } else {
              flush(i);
            }
          }
        }
      }
    }
    flush(textLength);
  }

  private boolean isLetter(char[] text, int textLength, int at) {
    char c = text[at];
    if (Character.isHighSurrogate(c) && at + 1 < textLength) {
      return folding.kind(folding.fold(Character.toCodePoint(c, text[at + 1]))) == Kind.LETTER;
    }
    return folding.kind(c) == Kind.LETTER;
  }

  /// Whether a line goes on with something else than the one before: it starts with a mark that the
  /// other does not start with, or the other ends as statements and rows do. Else the two may be
  /// one sentence that was wrapped.
  private boolean startsAnew(char[] text, int textLength, int newline) {
    int last = newline - 1;
    while (last >= 0 && isBlank(text[last])) {
      last--;
    }
    int next = newline + 1;
    while (next < textLength && isBlank(text[next])) {
      next++;
    }
    if (last < 0 || next == textLength) {
      return false;
    }
    if (ENDS.indexOf(text[last]) >= 0) {
      return true;
    }
    if (BEGINS.indexOf(text[next]) < 0) {
      return false;
    }
    int first = Math.max(0, newline - LONGEST_LINE);
    for (int i = newline - 1; i >= first; i--) {
      if (text[i] == '\n') {
        first = i + 1;
        break;
      }
    }
    while (first < newline && isBlank(text[first])) {
      first++;
    }
    return text[first] != text[next];
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  private void appendCodePoint(int codePoint, int at) {
    char read = folding.fold(codePoint);
    if (read == 0) {
      return;
    }
    switch (folding.kind(read)) {
      case LETTER, DIGIT -> append(read, at);
      case IDEOGRAPH -> {
        flush(at);
        sink.ideograph(read, at);
      }
      case SPACE, STOP, FULL_STOP, MARK, APOSTROPHE, DROPPED, EXPANDED -> flush(at);
    }
  }

  /// Appends a letter or digit and all that follow it.
  ///
  /// @return the first index after them
  private int appendRun(char[] text, int from, int textLength) {
    append(text[from], from);
    int at = from + 1;
    int full = Math.min(textLength, at + LONGEST - length);
    int count = length;
    int seen = 0;
    while (at < full) { // most characters of most texts pass here
      int trait = folding.traits(text[at]);
      if (trait == 0) {
        break;
      }
      seen |= trait;
      word[count++] = folding.fold(text[at++]);
    }
    length = count;
    traits |= seen;
    while (at < textLength && folding.traits(text[at]) != 0) {
      at++;
    }
    return at;
  }

  private void append(char c, int at) {
    if (length == 0) {
      start = at;
      traits = folding.traits(c) & ~Folding.CAPITAL;
      word[length++] = folding.fold(c);
    } else if (length < LONGEST) {
      traits |= folding.traits(c);
      word[length++] = folding.fold(c);
    }
  }

  private void flush(int end) {
    if (length == 0) {
      return;
    }
    boolean mixed = (traits & LETTERS_AND_DIGITS) == LETTERS_AND_DIGITS;
    if (mixed && length <= LONGEST_LEET) {
      for (int i = 0; i < length; i++) {
        if (word[i] >= '0' && word[i] <= '9') {
          word[i] = LEET_DIGITS.charAt(word[i] - '0');
        }
      }
    }
    boolean random = (traits & BOTH_CASES) == BOTH_CASES; // as in encoded data
    boolean leet = mixed && !random && length > 2 && length <= LONGEST_LEET;
    sink.word(word, length, start, end, leet);
    length = 0;
  }
}
