package dev.aether.guard;

/// Kinds of ASCII characters; all others are none of them.
final class Ascii {
  /// Looked up rather than compared: encoded text mixes cases and digits so that no processor can
  /// predict a comparison.
  private static final boolean[] LETTERS_AND_DIGITS = new boolean[0x80];

  private static final byte[] HEX_DIGITS = new byte[0x80];

  static {
    for (int c = 0; c < 0x80; c++) {
      LETTERS_AND_DIGITS[c] = isLetter(c) || isDigit(c);
      HEX_DIGITS[c] = (byte) Character.digit(c, 16);
    }
  }

  private Ascii() {}

  /// The value of a hexadecimal digit, or -1.
  static int hexDigit(char c) {
    return c < 0x80 ? HEX_DIGITS[c] : -1;
  }

  /// A table that tells which characters are among some.
  static boolean[] setOf(String characters) {
    boolean[] set = new boolean[0x80];
    characters.chars().forEach(c -> set[c] = true);
    return set;
  }

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
    return between(c, 0, 0x7F) && LETTERS_AND_DIGITS[c];
  }

  /// Whether no word is under way. The letter of an escape, as of `\n` in JSON, belongs to none.
  static boolean startsWord(String text, int at) {
    return at == 0
        || !isLetterOrDigit(text.charAt(at - 1))
        || (at > 1 && text.charAt(at - 2) == '\\' && "nrtbf".indexOf(text.charAt(at - 1)) >= 0);
  }
}
