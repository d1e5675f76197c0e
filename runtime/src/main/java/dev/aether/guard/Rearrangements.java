package dev.aether.guard;

/// Decodes texts whose characters were moved or shifted rather than encoded.
final class Rearrangements {
  /// Beyond this, words stay in their reversed order, which rules read as well.
  private static final int MOST_REVERSED_WORDWISE = 200_000;

  private Rearrangements() {}

  /// The text without what nobody sees, so that nothing else has to look past it.
  static Text visible(Text text) {
    int i = 0;
    while (i < text.length() && !isInvisible(text.at(i))) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    var view = new Text.Builder(text, text.length());
    for (i = 0; i < text.length(); i++) {
      if (!isInvisible(text.at(i))) {
        view.add(text.at(i), i);
      }
    }
    return view.as(View.PLAIN);
  }

  private static boolean isInvisible(char c) {
    return c >= 0x80 && Folding.STANDARD.kind(c) == Folding.Kind.DROPPED;
  }

  static String rotate(String text) {
    var rotated = new StringBuilder();
    text.chars().forEach(c -> rotated.append(rotate((char) c)));
    return rotated.toString();
  }

  static Text rotated(Text text) {
    var view = new Text.Builder(text, text.length());
    for (int i = 0; i < text.length(); i++) {
      view.add(rotate(text.at(i)), i);
    }
    return view.as(View.ROT13);
  }

  private static char rotate(char c) {
    if (c >= 'a' && c <= 'z') {
      return (char) ('a' + (c - 'a' + 13) % 26);
    }
    return c >= 'A' && c <= 'Z' ? (char) ('A' + (c - 'A' + 13) % 26) : c;
  }

  /// The text from its end.
  static Text reversed(Text text) {
    var view = new Text.Builder(text, text.length());
    for (int i = text.length() - 1; i >= 0; i--) {
      view.add(text.at(i), i);
    }
    return view.as(View.REVERSED);
  }

  /// The text with each word from its end.
  static Text wordsReversed(Text text) {
    var view = new Text.Builder(text, Math.min(text.length(), MOST_REVERSED_WORDWISE));
    int wordStart = 0;
    int wordsEnd = Math.min(text.length(), MOST_REVERSED_WORDWISE);
    for (int i = 0; i <= wordsEnd; i++) {
      if (i == wordsEnd || Character.isWhitespace(text.at(i))) {
        for (int back = i - 1; back >= wordStart; back--) {
          view.add(text.at(back), back);
        }
        if (i < wordsEnd) {
          view.add(text.at(i), i);
        }
        wordStart = i + 1;
      }
    }
    return view.as(View.REVERSED);
  }

  /// String literals joined where an operator that joins stands between their quotes.
  static Text concatenated(Text text) {
    var view = new Text.Builder(text, text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.at(i);
      int resumed = isQuote(c) ? afterJoin(text, i) : i;
      if (resumed > i) {
        i = resumed - 1;
      } else {
        view.add(c, i);
      }
    }
    return view.as(View.CONCATENATED);
  }

  /// The first char after the join that the quote begins, or the quote itself if there is no join.
  static int afterJoin(Text text, int quote) {
    int operator = skipSpace(text, quote + 1);
    if (operator >= text.length() || "+.&|".indexOf(text.at(operator)) < 0) {
      return quote;
    }
    boolean doubled = operator + 1 < text.length() && text.at(operator + 1) == text.at(operator);
    int other = skipSpace(text, operator + (doubled ? 2 : 1));
    return other < text.length() && text.at(other) == text.at(quote) ? other + 1 : quote;
  }

  private static int skipSpace(Text text, int from) {
    int at = from;
    while (at < text.length() && at < from + 8 && Character.isWhitespace(text.at(at))) {
      at++;
    }
    return at;
  }

  static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  /// Digits read as letters, and symbols too where they touch a letter or digit.
  static Text leet(Text text) {
    var view = new Text.Builder(text, text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.at(i);
      char letter = leetLetter(c);
      if (c >= '0' && c <= '9') {
        view.add(Tokens.LEET_DIGITS.charAt(c - '0'), i);
      } else {
        boolean after = isWord(text, i + 1);
        boolean before = isWord(text, i - 1);
        boolean joined = letter == 'i' ? after || !before : after || before;
        view.add(letter != 0 && joined ? letter : c, i);
      }
    }
    return view.as(View.LEET);
  }

  static char leetLetter(char c) {
    return switch (c) {
      case '@' -> 'a';
      case '$', '§' -> 's';
      case '!', '|', '¡' -> 'i';
      case '+' -> 't';
      case '€', '£' -> 'e';
      default -> 0;
    };
  }

  private static boolean isWord(Text text, int at) {
    return at >= 0
        && at < text.length()
        && (Character.isLetterOrDigit(text.at(at)) || leetLetter(text.at(at)) != 0);
  }

  /// The ASCII characters that tag characters (U+E0020 to U+E007E) stand for.
  static Text tags(Text text) {
    var view = new Text.Builder(text, 64);
    for (int i = 0; i + 1 < text.length(); i++) {
      if (text.at(i) == '\uDB40') {
        int ascii = Character.toCodePoint(text.at(i), text.at(i + 1)) - 0xE0000;
        if (ascii >= 0x20 && ascii < 0x7F) {
          view.add((char) ascii, i);
        }
      }
    }
    return view.as(View.TAGS);
  }

  /// What stands inside comments, then the text without comments and tags.
  static Text markup(Text text) {
    var view = new Text.Builder(text, text.length());
    for (int i = 0; i < text.length(); i++) {
      boolean comment = startsComment(text, i);
      if (comment) {
        for (i += 4; i < text.length() && !endsComment(text, i); i++) {
          view.add(text.at(i), i);
        }
        view.separate(Math.min(i, text.length() - 1));
        view.separate(Math.min(i, text.length() - 1));
      }
    }
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.at(i);
      boolean opens = c == '<' && i + 1 < text.length() && opensTag(text.at(i + 1));
      inside |= opens;
      if (!inside) {
        view.add(c, i);
      }
      inside &= c != '>';
    }
    return view.as(View.MARKUP);
  }

  private static boolean opensTag(char c) {
    return c == '/' || c == '!' || Ascii.isLetter(c);
  }

  private static boolean startsComment(Text text, int at) {
    return at + 3 < text.length()
        && text.at(at) == '<'
        && text.at(at + 1) == '!'
        && text.at(at + 2) == '-'
        && text.at(at + 3) == '-';
  }

  private static boolean endsComment(Text text, int at) {
    return at + 2 < text.length()
        && text.at(at) == '-'
        && text.at(at + 1) == '-'
        && text.at(at + 2) == '>';
  }
}
