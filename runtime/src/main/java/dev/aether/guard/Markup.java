package dev.aether.guard;

import java.util.Arrays;

/// Finds pieces of chat markup: what a model's own prompt format uses to mark who speaks.
final class Markup {
  private static final Automaton AUTOMATON = Automaton.of(Resources.lines("markup.txt"));

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
      char c = chars[i];
      boolean idle = state == Automaton.ROOT && Ascii.isLetter(c);
      if (idle || c == ' ' || c == '\t') {
        continue; // no piece of markup starts with a letter
      }
      state = AUTOMATON.step(state, Ascii.isCapital(c) ? (char) (c + 32) : c == '\n' ? '~' : c);
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
