package dev.aether.guard;

import dev.aether.guard.AnswerGuard.Sink;
import dev.aether.guard.AnswerGuard.Spot;
import java.util.HashSet;
import java.util.Set;

/// Finds the system prompt, or the canary that was planted in it, in an answer.
///
/// Words are compared after folding, so changed case, punctuation, accents or line breaks do not
/// hide an echo. Runs of words are compared by hash; two that differ collide about once in four
/// billion.
final class Echoes {
  private static final int GRAM = 6;

  private Echoes() {}

  static void find(String answer, Secrecy secrecy, int echoedWords, Sink sink) {
    if (!secrecy.canary().isBlank()) {
      findCanary(answer, secrecy.canary(), sink);
    }
    if (!secrecy.systemPrompt().isBlank()) {
      findPrompt(answer, secrecy.systemPrompt(), echoedWords, sink);
    }
  }

  /// The canary's letters and digits, whatever stands between them.
  private static void findCanary(String answer, String canary, Sink sink) {
    String wanted = bare(canary);
    if (wanted.isEmpty()) {
      return;
    }
    var bare = new StringBuilder(answer.length());
    int[] places = new int[answer.length()];
    for (int i = 0; i < answer.length(); i++) {
      if (Character.isLetterOrDigit(answer.charAt(i))) {
        places[bare.length()] = i;
        bare.append(Character.toLowerCase(answer.charAt(i)));
      }
    }
    int at = bare.indexOf(wanted);
    while (at >= 0) {
      int end = places[at + wanted.length() - 1] + 1;
      sink.found(new Spot("canary", Family.CANARY, 1, places[at], end, Spot.BEGINNING));
      at = bare.indexOf(wanted, at + wanted.length());
    }
  }

  private static String bare(String text) {
    var bare = new StringBuilder();
    text.chars()
        .filter(Character::isLetterOrDigit)
        .forEach(c -> bare.append(Character.toLowerCase((char) c)));
    return bare.toString();
  }

  private static void findPrompt(String answer, String prompt, int echoedWords, Sink sink) {
    Set<Long> grams = new HashSet<>();
    Reading known = Reading.of(Text.plain(prompt), Lexicon.STANDARD);
    for (int word = 0; word + GRAM <= known.words(); word++) {
      grams.add(gram(known, word));
    }
    Reading words = Reading.of(Text.plain(answer), Lexicon.STANDARD);
    int from = -1;
    for (int word = 0; word <= words.words(); word++) {
      boolean echoed = word + GRAM <= words.words() && grams.contains(gram(words, word));
      if (echoed && from < 0) {
        from = word;
      } else if (!echoed && from >= 0) {
        report(words, from, word + GRAM - 2, echoedWords, sink);
        from = -1;
      }
    }
  }

  private static void report(Reading words, int from, int to, int echoedWords, Sink sink) {
    int last = Math.min(to, words.words() - 1);
    int length = words.positionOf(last) - words.positionOf(from) + Reading.WORD;
    if (length >= echoedWords * Reading.WORD) {
      double score = Math.min(1, 0.5 + length / 100.0);
      sink.found(
          new Spot(
              "prompt-echo",
              Family.PROMPT_ECHO,
              score,
              words.startOf(from),
              words.endOf(last),
              Spot.WORDS));
    }
  }

  private static long gram(Reading reading, int from) {
    long hash = 0xCBF29CE484222325L;
    for (int word = from; word < from + GRAM; word++) {
      hash = (hash ^ reading.hashOf(word)) * 0x100000001B3L;
    }
    return hash;
  }
}
