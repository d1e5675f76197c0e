package dev.aether.guard;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/// Takes the force out of what models and prompts use to mark who speaks: `<|im_start|>`, `[INST]`,
/// `</data>`. A backslash is put into each, so that no tokenizer takes it for a mark of its own,
/// and readers still see what was written.
public final class ControlTokens {
  /// Headings of prompts; in texts that are only looked at they are too frequent to tell anything.
  private static final List<String> HEADINGS =
      List.of("###system", "###instruction", "###human", "###assistant");

  private static final List<String> TOKENS =
      Stream.concat(Resources.lines("markup.txt").stream(), HEADINGS.stream()).toList();
  private static final Automaton AUTOMATON = Automaton.of(TOKENS);
  private static final String[] OPENINGS = {"<|", "<data-", "</data-"};

  private ControlTokens() {}

  /// The text with a backslash in each mark; the same text if there is none.
  public static String neutralise(String text) {
    var breaks = new BitSet();
    int state = Automaton.ROOT;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '<') {
        opening(text, i, breaks);
      }
      if (c == ' ' || c == '\t') {
        continue;
      }
      state = AUTOMATON.step(state, c == '\n' ? '~' : Ascii.isCapital(c) ? (char) (c + 32) : c);
      for (int match = AUTOMATON.firstMatch(state);
          match != Automaton.ROOT;
          match = AUTOMATON.nextMatch(match)) {
        int start = start(text, i, TOKENS.get(AUTOMATON.phraseAt(match)).length());
        breaks.set(start + (text.charAt(start) == '\\' ? 2 : 1));
      }
    }
    return breaks.isEmpty() ? text : broken(text, breaks);
  }

  private static void opening(String text, int at, BitSet breaks) {
    for (String opening : OPENINGS) {
      if (text.regionMatches(true, at, opening, 0, opening.length())) {
        breaks.set(at + 1);
      }
    }
  }

  /// Where a token of so many characters begins, blanks not counted.
  private static int start(String text, int last, int length) {
    int at = last;
    for (int left = length - 1; left > 0; at--) {
      char before = text.charAt(at - 1);
      left -= before == ' ' || before == '\t' ? 0 : 1;
    }
    return at;
  }

  private static String broken(String text, BitSet breaks) {
    var broken = new StringBuilder(text.length() + breaks.cardinality());
    for (int i = 0; i < text.length(); i++) {
      if (breaks.get(i)) {
        broken.append('\\');
      }
      broken.append(text.charAt(i));
    }
    return broken.toString();
  }
}
