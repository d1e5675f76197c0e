package dev.aether.cache.semantic;

import java.util.Set;
import java.util.stream.Collectors;

/// The part of a prompt that may be worded differently: the values of the placeholders that the
/// author named, never the whole prompt.
///
/// @param value up to 8,192 characters; what has more is for the exact cache only
public record SemanticText(String value) {
  /// The most characters a text may have, more than 256 tokens ever need in English.
  public static final int LIMIT_CHARACTERS = 8_192;

  private static final Set<String> VOLATILE =
      WordLists.lines("volatile.txt").stream()
          .map(phrase -> " " + phrase + " ")
          .collect(Collectors.toUnmodifiableSet());

  /// Refuses a text that is too long.
  public SemanticText {
    if (value.length() > LIMIT_CHARACTERS) {
      throw new IllegalArgumentException(value.length() + " characters are too many");
    }
  }

  /// Whether it is long enough to have more tokens than a limit: no tokenizer here makes more than
  /// four of a character. Most questions are so short that nobody need count.
  boolean mayHaveMoreTokensThan(int limitTokens) {
    return 4 * value.length() > limitTokens;
  }

  /// Whether the answer depends on when it is given ("today", "latest"): such an entry may live for
  /// a short time only. By a list of English words, so it errs on both sides.
  public boolean isVolatile() {
    String plain = " " + Wording.of(value).plain() + " ";
    return VOLATILE.stream().anyMatch(plain::contains);
  }
}
