package dev.aether.llm.provider;

/// Where texts fall apart before they become tokens, in OpenAI's `cl100k_base` encoding: at
/// contractions, words with what stands before them, up to three digits, runs of other characters,
/// and white space.
final class Cl100kPieces {
  private static final int MOST_DIGITS = 3;

  private Cl100kPieces() {}

  /// Where the piece that begins at a place ends.
  static int end(String text, int from) {
    int contraction = contraction(text, from);
    if (contraction > from) {
      return contraction;
    }
    int first = text.codePointAt(from);
    int second = from + Character.charCount(first);
    if (Character.isLetter(first)) {
      return letters(text, second);
    }
    if (isNumber(first)) {
      return digits(text, from);
    }
    if (!isNewline(first) && second < text.length() && Character.isLetter(at(text, second))) {
      return letters(text, second);
    }
    int others = first == ' ' ? second : from;
    int end = others(text, others);
    return end > others ? newlines(text, end) : space(text, from);
  }

  /// The end of `'s`, `'t`, `'m`, `'d`, `'ll`, `'ve` or `'re`; else the place itself.
  private static int contraction(String text, int from) {
    if (text.charAt(from) != '\'' || from + 1 >= text.length()) {
      return from;
    }
    char first = text.charAt(from + 1);
    if ("sdtmSDTM\u017F".indexOf(first) >= 0) { // the long s is an s in another case
      return from + 2;
    }
    char second = from + 2 < text.length() ? text.charAt(from + 2) : ' ';
    boolean two =
        switch (first) {
          case 'l', 'L' -> second == 'l' || second == 'L';
          case 'v', 'V', 'r', 'R' -> second == 'e' || second == 'E';
          default -> false;
        };
    return two ? from + 3 : from;
  }

  private static int at(String text, int place) {
    return text.codePointAt(place);
  }

  private static int letters(String text, int from) {
    int end = from;
    while (end < text.length() && Character.isLetter(at(text, end))) {
      end += Character.charCount(at(text, end));
    }
    return end;
  }

  private static int digits(String text, int from) {
    int end = from;
    for (int i = 0; i < MOST_DIGITS && end < text.length() && isNumber(at(text, end)); i++) {
      end += Character.charCount(at(text, end));
    }
    return end;
  }

  private static int others(String text, int from) {
    int end = from;
    while (end < text.length() && isOther(at(text, end))) {
      end += Character.charCount(at(text, end));
    }
    return end;
  }

  private static int newlines(String text, int from) {
    int end = from;
    while (end < text.length() && isNewline(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /// White space up to its last line break; without one, all but the last if something follows,
  /// which that one belongs to.
  private static int space(String text, int from) {
    int end = from;
    int line = from;
    while (end < text.length() && isSpace(text.charAt(end))) {
      end++;
      line = isNewline(text.charAt(end - 1)) ? end : line;
    }
    if (line > from) {
      return line;
    }
    return end < text.length() && end - from > 1 ? end - 1 : end;
  }

  private static boolean isOther(int c) {
    return !isSpace(c) && !Character.isLetter(c) && !isNumber(c);
  }

  private static boolean isNewline(int c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isNumber(int c) {
    if (c < 0x80) {
      return c >= '0' && c <= '9';
    }
    return switch (Character.getType(c)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  /// The Unicode property White_Space.
  private static boolean isSpace(int c) {
    return c == ' '
        || (c >= '\t' && c <= '\r')
        || c == 0x85
        || (c >= 0xA0 && Character.isSpaceChar(c));
  }
}
