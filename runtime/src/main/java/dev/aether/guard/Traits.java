package dev.aether.guard;

import java.util.EnumSet;
import java.util.Set;

/// Tells in one cheap pass which decodings of a text are worth trying. Most texts need none.
final class Traits {
  private static final int BASE64_RUN = 16;
  private static final int HEX_DIGITS = 12;
  private static final int BINARY_DIGITS = 48;
  private static final int BITS = 8;
  private static final int LEET_DENSITY = 60; // one symbol in so many chars

  // What an ASCII character is; the sum of these, so that a run of them can be read without a
  // branch for each.
  private static final int IN_RUN = 1; // a letter or digit
  private static final int DIGIT = 2;
  private static final int NOT_HEX = 4;
  private static final int PREFIX = 8; // the x of 0x
  private static final int BIT_SHIFT = 4; // of what tells 0 and 1
  private static final byte[] KINDS = new byte[0x80];

  /// What is neither a letter nor a digit and may be part of a view.
  private static final boolean[] TELLING = Ascii.setOf("%&\\\"'`<@$!|+");

  static {
    for (char c = 0; c < KINDS.length; c++) {
      boolean prefix = (c | 0x20) == 'x';
      KINDS[c] =
          (byte)
              ((Ascii.isLetterOrDigit(c) ? IN_RUN : 0)
                  | (Ascii.isDigit(c) ? DIGIT : 0)
                  | (Ascii.hexDigit(c) < 0 && !prefix ? NOT_HEX : 0)
                  | (prefix ? PREFIX : 0)
                  | (c == '0' || c == '1' ? 1 << BIT_SHIFT : 0));
    }
  }

  private int base64Run;
  private int longestBase64Run;
  private int hexDigits;
  private int binaryDigits;
  private int leet;
  private int tags;
  private final Set<View> views = EnumSet.noneOf(View.class);

  private Traits() {}

  static Set<View> of(Text text) {
    var traits = new Traits();
    for (int i = 0; i < text.length(); i++) {
      if (Ascii.isLetterOrDigit(text.at(i))) {
        i = traits.lookAtRun(text, i);
      }
      if (i < text.length()) {
        traits.look(text, i);
      }
    }
    return traits.conclude(text.length());
  }

  private Set<View> conclude(int length) {
    addIf(Math.max(longestBase64Run, base64Run) >= BASE64_RUN, View.BASE64);
    addIf(hexDigits >= HEX_DIGITS, View.HEX);
    addIf(binaryDigits >= BINARY_DIGITS, View.BINARY);
    addIf(leet >= 2 && leet * LEET_DENSITY >= length, View.LEET);
    addIf(tags >= 4, View.TAGS);
    return views;
  }

  private void addIf(boolean worthwhile, View view) {
    if (worthwhile) {
      views.add(view);
    }
  }

  /// Looks at the letters and digits from here on.
  ///
  /// @return the first index after them
  private int lookAtRun(Text text, int from) {
    char[] chars = text.chars();
    int start = from; // after the last prefix
    int seen = 0;
    int bits = 0;
    int at = from;
    for (; at < text.length() && chars[at] < KINDS.length; at++) {
      int kind = KINDS[chars[at]];
      if ((kind & IN_RUN) == 0) {
        break;
      }
      seen |= kind;
      bits = (bits + 1) & -(kind >>> BIT_SHIFT);
      if (bits == BITS) {
        binaryDigits += BITS;
      }
      if ((kind & PREFIX) != 0) {
        countDigits(seen, at + 1 - start);
        start = at + 1;
        seen = 0;
      }
    }
    countDigits(seen, at - start);
    base64Run += at - from;
    return at;
  }

  private void countDigits(int seen, int length) {
    if ((seen & (DIGIT | NOT_HEX)) == DIGIT) {
      hexDigits += length;
    }
  }

  private void look(Text text, int i) {
    char c = text.at(i);
    if (c == '+' || c == '/' || c == '-' || c == '_') {
      base64Run++;
    } else {
      longestBase64Run = Math.max(longestBase64Run, base64Run);
      base64Run = 0;
    }
    if (c >= TELLING.length || TELLING[c]) {
      lookAtSymbol(text, i, c);
    }
  }

  private void lookAtSymbol(Text text, int i, char c) {
    char next = i + 1 < text.length() ? text.at(i + 1) : 0;
    switch (c) {
      case '%' ->
          addIf(
              Ascii.hexDigit(next) >= 0
                  && i + 2 < text.length()
                  && Ascii.hexDigit(text.at(i + 2)) >= 0,
              View.PERCENT);
      case '&' -> addIf(next == '#' || next == 'a' || next == 'l', View.ENTITIES);
      case '\\' -> addIf("uxnrt".indexOf(next) >= 0, View.ESCAPES);
      case '"', '\'', '`' -> addIf(Rearrangements.afterJoin(text, i) > i, View.CONCATENATED);
      case '<' -> {
        boolean insideWord = i > 0 && Character.isLetter(text.at(i - 1));
        boolean tag = next == '/' || Character.isLetter(next);
        addIf(next == '!' || (insideWord && tag), View.MARKUP);
      }
      case '\uDB40' -> tags++;
      default -> {
        if (Rearrangements.leetLetter(c) != 0 && Character.isLetterOrDigit(next)) {
          leet++;
        }
      }
    }
    if (c == '+') {
      addIf(i > 0 && text.at(i - 1) == 'U', View.ESCAPES);
    }
  }
}
