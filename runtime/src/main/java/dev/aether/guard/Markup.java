package dev.aether.guard;

import java.util.Arrays;

/// Finds pieces of chat markup: what a model's own prompt format uses to mark who speaks.
final class Markup {
  private static final Automaton AUTOMATON = Automaton.of(Resources.lines("markup.txt"));

  /// What each ASCII character is read as; spaces are passed over.
  private static final char[] READ = new char[0x80];

  static {
    for (char c = 0; c < READ.length; c++) {
      READ[c] = Ascii.isCapital(c) ? (char) (c + 32) : c;
    }
    READ['\n'] = '~';
    READ['\t'] = ' ';
  }

  private Markup() {}

  /// Where pieces of markup end, in ascending order: the first char after each.
  ///
  /// Spaces and tabs are passed over and letters read in lower case, so `[ /INST ]` is found as
  /// well.
  static int[] ends(Text text) {
    int[] ends = new int[4];
    int count = 0;
    int state = Automaton.ROOT;
    char[] chars = text.chars();
    for (int i = 0; i < text.length(); i++) {
      char c = chars[i] < READ.length ? READ[chars[i]] : chars[i];
      boolean idle = state == Automaton.ROOT && !AUTOMATON.begins(c);
      if (idle || c == ' ') {
        continue;
      }
      state = AUTOMATON.step(state, c);
      if (AUTOMATON.firstMatch(state) != Automaton.ROOT) {
        if (count == ends.length) {
          ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = i + 1;
      }
    }
    return Arrays.copyOf(ends, count);
  }
}
