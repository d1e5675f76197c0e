package dev.aether.guard;

import dev.aether.guard.Folding.Kind;

/// Splits a text into folded words in one pass.
final class Tokens {
  /// Longer words are passed on as this many letters; nothing in the lexicon is as long.
  static final int LONGEST = 40;

  private static final int LONGEST_LEET = 16;

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

    /// What follows may be by another hand.
    ///
    /// @param line at the end of a line, rather than of a quotation, a cell, a tag
    void seam(boolean line);
  }

  private static final String SEAMS = "\"|{}<>[]()*";

  private final Folding folding;
  private final Sink sink;
  private final char[] word = new char[LONGEST];
  private int length;
  private int start;
  private boolean letters;
  private boolean digits;
  private boolean small;
  private boolean capitals; // after the first

  Tokens(Folding folding, Sink sink) {
    this.folding = folding;
    this.sink = sink;
  }

  void split(char[] text, int textLength) {
    for (int i = 0; i < textLength; i++) {
      char c = text[i];
      if (Ascii.isSmall(c) && length < LONGEST) { // most characters of most texts
        if (length == 0) {
          start = i;
        }
        letters = true;
        small = true;
        word[length++] = c == 'i' ? 'l' : c;
        continue;
      }
      switch (folding.kind(c)) {
        case LETTER, DIGIT -> append(c, i);
        case SPACE -> {
          flush(i);
          if (c == '\n') {
            sink.seam(true);
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
            if (SEAMS.indexOf(c) >= 0) {
              sink.seam(false);
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
          if (i + 1 == textLength || folding.kind(text[i + 1]) != Kind.LETTER) {
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
            if (folding.kind(part) == Kind.LETTER || folding.kind(part) == Kind.DIGIT) {
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

  private void append(char c, int at) {
    if (length == 0) {
      start = at;
    }
    if (length < LONGEST) {
      char folded = folding.fold(c);
      boolean digit = Ascii.isDigit(folded);
      digits |= digit;
      letters |= !digit;
      small |= Ascii.isSmall(c);
      capitals |= length > 0 && Ascii.isCapital(c);
      word[length++] = folded;
    }
  }

  private void flush(int end) {
    if (length == 0) {
      return;
    }
    if (letters && digits && length <= LONGEST_LEET) {
      for (int i = 0; i < length; i++) {
        if (word[i] >= '0' && word[i] <= '9') {
          word[i] = LEET_DIGITS.charAt(word[i] - '0');
        }
      }
    }
    boolean random = small && capitals; // as in encoded data
    boolean leet = letters && digits && !random && length > 2 && length <= LONGEST_LEET;
    sink.word(word, length, start, end, leet);
    length = 0;
    letters = false;
    digits = false;
    small = false;
    capitals = false;
  }
}
