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

  private int base64Run;
  private int longestBase64Run;
  private int hexRun;
  private boolean digitInRun;
  private boolean notHex;
  private int binaryRun;
  private int hexDigits;
  private int binaryDigits;
  private int leet;
  private int tags;
  private final Set<View> views = EnumSet.noneOf(View.class);

  private Traits() {}

  static Set<View> of(Text text) {
    var traits = new Traits();
    for (int i = 0; i < text.length(); i++) {
      traits.look(text, i);
    }
    traits.endDigits();
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

  private void look(Text text, int i) {
    char c = text.at(i);
    if (Ascii.isLetter(c)) {
      base64Run++;
      hexRun++;
      int letter = c | 0x20;
      if (letter == 'x') {
        endDigits(); // a prefix
      } else if (letter > 'f') {
        notHex = true;
      }
      binaryRun = 0;
      return;
    }
    if (Ascii.isDigit(c)) {
      base64Run++;
      hexRun++;
      digitInRun = true;
      binaryRun = c <= '1' ? binaryRun + 1 : 0;
      binaryDigits += binaryRun == BITS ? BITS : 0;
      return;
    }
    endDigits();
    if (c == '+' || c == '/' || c == '-' || c == '_') {
      base64Run++;
    } else {
      longestBase64Run = Math.max(longestBase64Run, base64Run);
      base64Run = 0;
    }
    if (c != ' ') {
      lookAtSymbol(text, i, c);
    }
  }

  private void endDigits() {
    if (digitInRun && !notHex) {
      hexDigits += hexRun;
    }
    digitInRun = false;
    notHex = false;
    hexRun = 0;
    binaryRun = 0;
  }

  private void lookAtSymbol(Text text, int i, char c) {
    char next = i + 1 < text.length() ? text.at(i + 1) : 0;
    switch (c) {
      case '%' ->
          addIf(
              Encodings.digit(next) >= 0
                  && i + 2 < text.length()
                  && Encodings.digit(text.at(i + 2)) >= 0,
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
      addIf("U".indexOf(i > 0 ? text.at(i - 1) : ' ') >= 0, View.ESCAPES);
    }
  }
}
