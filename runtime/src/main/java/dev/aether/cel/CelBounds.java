package dev.aether.cel;

import java.time.Duration;

/// How much an expression may ask for.
///
/// @param chars of its text
/// @param time of one evaluation; it ends within this and one more step
public record CelBounds(int chars, Duration time) {
  /// Enough for what people write.
  public static final CelBounds DEFAULT = new CelBounds(10_000, Duration.ofSeconds(1));

  /// Deepest nesting of the text.
  static final int PARSE_DEPTH = 100;

  /// Rounds of all loops of one evaluation together.
  static final int ROUNDS = 10_000;

  /// Characters of a string and items of lists and maps, all levels together, that one value may
  /// have beyond what the inputs have.
  static final long WEIGHT = 1_000_000;

  /// Characters that one evaluation may make in all; an item of a list or a map counts as four.
  static final long MADE = 20_000_000;

  /// Instructions of a regular expression.
  static final int REGEX_PROGRAM = 1_000;
}
