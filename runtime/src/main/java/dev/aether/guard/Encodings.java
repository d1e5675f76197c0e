package dev.aether.guard;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Decodes the stretches of a text that hold another text as base64, hexadecimal or binary digits.
///
/// A stretch counts only if what comes out reads like text, so that hashes, keys and pictures are
/// left alone.
final class Encodings {
  private static final int SHORTEST_BASE64 = 12;
  private static final int SHORTEST_BYTES = 6;
  private static final double MOSTLY = 0.9;

  private static final byte[] VALUES = new byte[0x80];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < 26; i++) {
      VALUES['A' + i] = (byte) i;
      VALUES['a' + i] = (byte) (26 + i);
    }
    for (int i = 0; i < 10; i++) {
      VALUES['0' + i] = (byte) (52 + i);
    }
    VALUES['+'] = VALUES['-'] = 62;
    VALUES['/'] = VALUES['_'] = 63;
  }

  /// What may stand between two bytes.
  private static final boolean[] SEPARATORS = Ascii.setOf(" ,:-\\x0;\n\t%");

  private Encodings() {}

  static Text base64(Text text) {
    var view = new Text.Builder(text, text.length() / 2);
    byte[] values = new byte[64]; // of the digits of a stretch, then the bytes they stand for
    int i = 0;
    while (i < text.length()) {
      if (value(text.at(i)) < 0) {
        i++;
        continue;
      }
      int start = i;
      int count = 0;
      while (i < text.length()) {
        int value = value(text.at(i));
        if (value >= 0) {
          if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
          }
          values[count++] = (byte) value;
        } else if (!continuesNextLine(text, i, count)) {
          break;
        }
        i++;
      }
      if (count >= SHORTEST_BASE64 && count % 4 != 1) {
        append(view, values, bytes(values, count), start, i);
      }
    }
    return view.as(View.BASE64);
  }

  /// Puts groups of four digits together to three bytes, in place.
  ///
  /// @return how many bytes there are
  private static int bytes(byte[] values, int count) {
    int at = 0;
    int digit = 0;
    for (; digit + 4 <= count; digit += 4) {
      int group =
          values[digit] << 18
              | values[digit + 1] << 12
              | values[digit + 2] << 6
              | values[digit + 3];
      values[at++] = (byte) (group >> 16);
      values[at++] = (byte) (group >> 8);
      values[at++] = (byte) group;
    }
    if (count - digit >= 2) {
      int second = values[digit + 1];
      int third = count - digit == 3 ? values[digit + 2] : -1;
      values[at++] = (byte) (values[digit] << 2 | second >> 4);
      if (third >= 0) {
        values[at++] = (byte) (second << 4 | third >> 2);
      }
    }
    return at;
  }

  /// Encoded data is often broken into lines.
  private static boolean continuesNextLine(Text text, int at, int digitsBefore) {
    boolean lineEnd = text.at(at) == '\n' || text.at(at) == '\r';
    return lineEnd && digitsBefore >= 48 && at + 1 < text.length() && value(text.at(at + 1)) >= 0;
  }

  /// The value of a base64 digit of either alphabet, or -1.
  private static int value(char c) {
    return c < VALUES.length ? VALUES[c] : -1;
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
    int i = 0;
    while (i < text.length()) {
      int other = lastOther(text, i, bitsEach, perByte);
      if (other >= i) {
        i = other + 1; // no byte begins before
        continue;
      }
      int start = i;
      int count = 0;
      for (int next = i; next >= 0; next = nextByte(text, i, bitsEach, perByte)) {
        if (count == bytes.length) {
          bytes = Arrays.copyOf(bytes, count * 2);
        }
        bytes[count++] = byteAt(text, next, bitsEach, perByte);
        i = next + perByte;
      }
      append(view, bytes, count, start, i);
    }
    return view.as(kind);
  }

  /// Where the next byte begins, behind a separator or at once; -1 if none follows.
  private static int nextByte(Text text, int from, int bitsEach, int perByte) {
    for (int at = from; at <= from + 4 && at < text.length(); at++) {
      if (lastOther(text, at, bitsEach, perByte) < at) {
        return at;
      }
      char c = text.at(at);
      if (c >= SEPARATORS.length || !SEPARATORS[c]) {
        return -1;
      }
    }
    return -1;
  }

  /// The last of the characters that a byte would take from here on which is no digit, or a lower
  /// index if all are: looked for from the end, so that most other characters are passed over.
  private static int lastOther(Text text, int from, int bitsEach, int perByte) {
    int at = from + perByte - 1;
    if (at >= text.length()) {
      return text.length();
    }
    while (at >= from && Ascii.hexDigit(text.at(at)) >>> bitsEach == 0) {
      at--;
    }
    return at;
  }

  private static byte byteAt(Text text, int from, int bitsEach, int perByte) {
    int value = 0;
    for (int i = from; i < from + perByte; i++) {
      value = value << bitsEach | Ascii.hexDigit(text.at(i));
    }
    return (byte) value;
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
