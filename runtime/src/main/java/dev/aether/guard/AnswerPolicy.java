package dev.aether.guard;

import java.util.List;
import java.util.Locale;

/// What to look for in a model's answers.
///
/// @param limitChars longer answers are scanned up to here and then reported as unscanned
/// @param personalData whether e-mail addresses, telephone numbers, cards and accounts are findings
/// @param echoedWords so many words in a row from the system prompt are an echo of it
/// @param trustedHosts links and images from these hosts and those below them are no findings
public record AnswerPolicy(
    int limitChars, boolean personalData, int echoedWords, List<String> trustedHosts) {

  public AnswerPolicy {
    if (limitChars < 1 || echoedWords < 3) {
      throw new IllegalArgumentException("limits are too low: " + limitChars + ", " + echoedWords);
    }
    trustedHosts = trustedHosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /// The default: two million characters, personal data, twelve words, no trusted hosts.
  public static AnswerPolicy standard() {
    return new AnswerPolicy(2_000_000, true, 12, List.of());
  }
}
