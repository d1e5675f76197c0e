package dev.aether.guard;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Resolves percent escapes, HTML character references and backslash escapes, leaving the rest of
/// the text as it is.
final class Escapes {
  private static final int LONGEST_REFERENCE = 10;
  private static final Map<String, Character> NAMED =
      Map.of(
          "amp", '&', "lt", '<', "gt", '>', "quot", '"', "apos", '\'', "nbsp", ' ', "sol", '/',
          "num", '#', "percnt", '%');

  private Escapes() {}

  static Text percent(Text text) {
    var view = new Text.Builder(text, text.length());
    byte[] bytes = new byte[64];
    for (int i = 0; i < text.length(); i++) {
      int count = 0;
      int start = i;
      while (count < bytes.length && isPercent(text, i)) {
        bytes[count++] = (byte) hexAt(text, i + 1, 2);
        i += 3;
      }
      if (count > 0) {
        view.change();
        if (count == 1 && bytes[0] > 0) {
          view.add((char) bytes[0], start);
          i--;
          continue;
        }
        String decoded = new String(bytes, 0, count, StandardCharsets.UTF_8);
        for (int c = 0; c < decoded.length(); c++) {
          view.add(decoded.charAt(c), start);
        }
        i--;
      } else if (text.at(i) == '+') {
        view.add(' ', i);
      } else {
        i = plainEnd(text, i + 1);
        view.copy(start, i);
        i--;
      }
    }
    return view.changesAs(View.PERCENT);
  }

  private static int plainEnd(Text text, int from) {
    int at = from;
    while (at < text.length() && text.at(at) != '%' && text.at(at) != '+') {
      at++;
    }
    return at;
  }

  private static boolean isPercent(Text text, int at) {
    return at + 2 < text.length() && text.at(at) == '%' && hexAt(text, at + 1, 2) >= 0;
  }

  static Text entities(Text text) {
    var view = new Text.Builder(text, text.length());
    for (int i = 0; i < text.length(); i++) {
      int end = text.at(i) == '&' ? referenceEnd(text, i) : -1;
      int decoded = end < 0 ? -1 : reference(new String(text.chars(), i + 1, end - i - 1));
      if (decoded >= 0) {
        view.change();
        view.add(decoded, i);
        i = end < text.length() && text.at(end) == ';' ? end : end - 1;
      } else {
        view.add(text.at(i), i);
      }
    }
    return view.changesAs(View.ENTITIES);
  }

  /// The first char after the name or number, which is its semicolon if it has one.
  private static int referenceEnd(Text text, int ampersand) {
    int at = ampersand + 1;
    int limit = Math.min(text.length(), at + LONGEST_REFERENCE);
    while (at < limit && (text.at(at) == '#' || isAlphanumeric(text.at(at)))) {
      at++;
    }
    boolean numeric = ampersand + 1 < text.length() && text.at(ampersand + 1) == '#';
    boolean closed = at < text.length() && text.at(at) == ';';
    return at > ampersand + 1 && (numeric || closed) ? at : -1;
  }

  private static boolean isAlphanumeric(char c) {
    return Ascii.isLetterOrDigit(c);
  }

  private static int reference(String name) {
    Character named = NAMED.get(name);
    if (named != null) {
      return named;
    }
    if (name.length() < 2 || name.charAt(0) != '#') {
      return -1;
    }
    boolean hex = (name.charAt(1) | 0x20) == 'x';
    int base = hex ? 16 : 10;
    int first = hex ? 2 : 1;
    int code = first < name.length() ? 0 : -1;
    for (int i = first; i < name.length() && Character.isValidCodePoint(code); i++) {
      int digit = Ascii.hexDigit(name.charAt(i));
      code = digit >= 0 && digit < base ? code * base + digit : -1;
    }
    return Character.isValidCodePoint(code) ? code : -1;
  }

  /// Hexadecimal character escapes of two, four or, in braces, any number of digits, `U+0041`, and
  /// the escaped white space of string literals.
  static Text backslashes(Text text) {
    var view = new Text.Builder(text, text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.at(i);
      char next = i + 1 < text.length() ? text.at(i + 1) : 0;
      int width = 1;
      int decoded = c;
      if (c == '\\' && next == 'u' && i + 2 < text.length() && text.at(i + 2) == '{') {
        int digits = 0;
        while (digits < 6 && hexAt(text, i + 3 + digits, 1) >= 0) {
          digits++;
        }
        decoded = digits > 0 ? hexAt(text, i + 3, digits) : c;
        width = digits > 0 ? 4 + digits : 1;
      } else if ((c == '\\' && next == 'u') || (c == 'U' && next == '+')) {
        int value = hexAt(text, i + 2, 4);
        decoded = value >= 0 ? value : c;
        width = value >= 0 ? 6 : 1;
      } else if (c == '\\' && next == 'x') {
        int value = hexAt(text, i + 2, 2);
        decoded = value >= 0 ? value : c;
        width = value >= 0 ? 4 : 1;
      } else if (c == '\\' && (next == 'n' || next == 't' || next == 'r')) {
        decoded = next == 't' ? '\t' : '\n';
        width = 2;
      }
      if (width > 1) {
        view.change();
      }
      view.add(Character.isValidCodePoint(decoded) ? decoded : c, i);
      i += width - 1;
    }
    return view.changesAs(View.ESCAPES);
  }

  private static int hexAt(Text text, int from, int digits) {
    if (from + digits > text.length()) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = Ascii.hexDigit(text.at(i));
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
