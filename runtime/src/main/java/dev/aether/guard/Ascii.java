package dev.aether.guard;

/// Kinds of ASCII characters; all others are none of them.
final class Ascii {
  private Ascii() {}

  static boolean between(int c, int first, int last) {
    return c >= first && c <= last;
  }

  static boolean isSmall(int c) {
    return between(c, 'a', 'z');
  }

  static boolean isCapital(int c) {
    return between(c, 'A', 'Z');
  }

  static boolean isLetter(int c) {
    return between(c | 0x20, 'a', 'z') && c < 0x80;
  }

  static boolean isDigit(int c) {
    return between(c, '0', '9');
  }

  static boolean isLetterOrDigit(int c) {
    return isLetter(c) || isDigit(c);
  }

  /// Whether no word is under way. The letter of an escape, as of `\n` in JSON, belongs to none.
  static boolean startsWord(String text, int at) {
    return at == 0
        || !isLetterOrDigit(text.charAt(at - 1))
        || (at > 1 && text.charAt(at - 2) == '\\' && "nrtbf".indexOf(text.charAt(at - 1)) >= 0);
  }
}
