package dev.aether.guard;

import java.util.List;
import java.util.Locale;

/// Phrases that an operator knows to be harmless in his texts.
final class AllowedPhrases {
  private final List<String> phrases;
  private final Automaton automaton;

  AllowedPhrases(List<String> phrases) {
    this.phrases =
        phrases.stream()
            .map(phrase -> phrase.strip().toLowerCase(Locale.ROOT))
            .filter(phrase -> !phrase.isEmpty())
            .distinct()
            .toList();
    this.automaton = Automaton.of(this.phrases);
  }

  /// The text with each allowed phrase replaced by as many ends of sentences, so that offsets stay
  /// and nothing is joined across the hole.
  String blankOut(String text) {
    if (phrases.isEmpty()) {
      return text;
    }
    char[] chars = text.toCharArray();
    int state = Automaton.ROOT;
    for (int i = 0; i < chars.length; i++) {
      state = automaton.step(state, Character.toLowerCase(text.charAt(i)));
      int match = automaton.firstMatch(state); // the longest that ends here
      if (match != Automaton.ROOT) {
        int length = phrases.get(automaton.phraseAt(match)).length();
        java.util.Arrays.fill(chars, i + 1 - length, i + 1, '\n');
      }
    }
    return new String(chars);
  }
}
