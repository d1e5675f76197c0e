package dev.aether.guard;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Decodes the stretches of a text that hold another text as base64, hexadecimal or binary digits.
///
/// A stretch counts only if what comes out reads like text, so that hashes, keys and pictures are
/// left alone.
final class Encodings {
  private static final int SHORTEST_BASE64 = 12;
  private static final int SHORTEST_BYTES = 6;
  private static final double MOSTLY = 0.9;

  private Encodings() {}

  static Text base64(Text text) {
    var view = new Text.Builder(text, text.length() / 2);
    int i = 0;
    while (i < text.length()) {
      if (!isBase64(text.at(i))) {
        i++;
        continue;
      }
      int start = i;
      byte[] digits = new byte[64];
      int count = 0;
      while (i < text.length() && (isBase64(text.at(i)) || continuesNextLine(text, i, count))) {
        if (isBase64(text.at(i))) {
          if (count == digits.length) {
            digits = java.util.Arrays.copyOf(digits, count * 2);
          }
          char c = text.at(i);
          digits[count++] = (byte) (c == '-' ? '+' : c == '_' ? '/' : c);
        }
        i++;
      }
      if (count >= SHORTEST_BASE64 && count % 4 != 1) {
        byte[] bytes = Base64.getDecoder().decode(java.util.Arrays.copyOf(digits, count));
        append(view, bytes, bytes.length, start, i);
      }
    }
    return view.as(View.BASE64);
  }

  /// Encoded data is often broken into lines.
  private static boolean continuesNextLine(Text text, int at, int digitsBefore) {
    boolean lineEnd = text.at(at) == '\n' || text.at(at) == '\r';
    return lineEnd && digitsBefore >= 48 && at + 1 < text.length() && isBase64(text.at(at + 1));
  }

  private static boolean isBase64(char c) {
    return Ascii.isLetterOrDigit(c) || c == '+' || c == '/' || c == '-' || c == '_';
  }

  /// Bytes as two hexadecimal digits, with at most two characters between them and an optional `0x`
  /// or `\x`.
  static Text hex(Text text) {
    return digits(text, 4, 2, View.HEX);
  }

  /// Bytes as eight binary digits, with at most two characters between them.
  static Text binary(Text text) {
    return digits(text, 1, 8, View.BINARY);
  }

  private static Text digits(Text text, int bitsEach, int perByte, View kind) {
    var view = new Text.Builder(text, text.length() / 2);
    byte[] bytes = new byte[64];
    int count = 0;
    int start = 0;
    int i = 0;
    while (i < text.length()) {
      int value = byteAt(text, i, bitsEach, perByte);
      if (value >= 0) {
        if (count == bytes.length) {
          bytes = java.util.Arrays.copyOf(bytes, count * 2);
        }
        start = count == 0 ? i : start;
        bytes[count++] = (byte) value;
        i += perByte;
        i = count > 0 ? nextByte(text, i, bitsEach, perByte) : i;
      } else {
        append(view, bytes, count, start, i);
        count = 0;
        i++;
      }
    }
    append(view, bytes, count, start, i);
    return view.as(kind);
  }

  /// Skips a separator, if another byte follows it.
  private static int nextByte(Text text, int from, int bitsEach, int perByte) {
    for (int at = from; at <= from + 4 && at < text.length(); at++) {
      boolean prefixed = at + 1 < text.length() && text.at(at + 1) == 'x';
      if (!prefixed && byteAt(text, at, bitsEach, perByte) >= 0) {
        return at;
      }
      if (" ,:-\\x0;\n\t%".indexOf(text.at(at)) < 0) {
        return from;
      }
    }
    return from;
  }

  private static int byteAt(Text text, int at, int bitsEach, int perByte) {
    if (at + perByte > text.length()) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + perByte; i++) {
      int digit = digit(text.at(i));
      if (digit < 0 || digit >= 1 << bitsEach) {
        return -1;
      }
      value = value << bitsEach | digit;
    }
    return value;
  }

  static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int letter = (c | 0x20) - 'a';
    return letter >= 0 && letter < 6 && c < 0x80 ? letter + 10 : -1;
  }

  private static void append(Text.Builder view, byte[] bytes, int count, int from, int to) {
    if (count < SHORTEST_BYTES) {
      return;
    }
    int length = withoutZeros(bytes, count);
    if (asciiText(bytes, length)) {
      view.separate(from);
      double each = (double) (to - from) / length;
      for (int i = 0; i < length; i++) {
        view.add((char) bytes[i], from + (int) (each * i));
      }
      return;
    }
    CharBuffer decoded = utf8(bytes, length);
    if (decoded.length() > 0 && readable(decoded)) {
      view.separate(from);
      double each = (double) (to - from) / decoded.length();
      for (int i = 0; i < decoded.length(); i++) {
        view.add(decoded.charAt(i), from + (int) (each * i));
      }
    }
  }

  /// UTF-16 of Latin text is every other byte zero.
  private static int withoutZeros(byte[] bytes, int count) {
    int zeros = 0;
    for (int i = 1; i < count; i += 2) {
      zeros += bytes[i] == 0 ? 1 : 0;
    }
    if (zeros < count * MOSTLY / 2) {
      return count;
    }
    for (int i = 0; i < count / 2; i++) {
      bytes[i] = bytes[2 * i];
    }
    return count / 2;
  }

  private static boolean asciiText(byte[] bytes, int count) {
    int odd = 0;
    for (int i = 0; i < count; i++) {
      byte b = bytes[i];
      if (b < 0) {
        return false;
      }
      odd += (b < 0x20 && b != '\n' && b != '\r' && b != '\t') || b == 0x7F ? 1 : 0;
      if (odd > 8 && odd > i * (1 - MOSTLY)) {
        return false;
      }
    }
    return odd <= count * (1 - MOSTLY);
  }

  private static CharBuffer utf8(byte[] bytes, int count) {
    var decoded = CharBuffer.allocate(count);
    var result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes, 0, count), decoded, true);
    return result.isError() ? CharBuffer.allocate(0) : decoded.flip();
  }

  private static boolean readable(CharBuffer decoded) {
    int letters = 0;
    for (int i = 0; i < decoded.length(); i++) {
      char c = decoded.charAt(i);
      letters += Character.isLetter(c) || c == ' ' || Character.isSurrogate(c) ? 1 : 0;
    }
    return letters >= decoded.length() * MOSTLY / 2;
  }
}
