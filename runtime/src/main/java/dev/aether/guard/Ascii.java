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
}
