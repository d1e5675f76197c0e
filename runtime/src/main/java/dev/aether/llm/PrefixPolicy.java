package dev.aether.llm;

import java.time.Duration;

/// What is done about one provider's prefix cache.
///
/// @param on whether anything is
/// @param life how long prefixes are to be kept
/// @param leader whether the first of several calls with one prefix goes ahead of the others
/// @param longestWait of a call for the one that goes ahead
/// @param leastTokens shortest prefix that is kept, of models of which it is not known
public record PrefixPolicy(
    boolean on, Prefix.Life life, boolean leader, Duration longestWait, int leastTokens) {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /// Nothing: what a provider does by itself it does.
  public static final PrefixPolicy OFF =
      new PrefixPolicy(false, Prefix.Life.MINUTES, false, Duration.ZERO, Integer.MAX_VALUE);

  /// Where it pays.
  ///
  /// @param leastTokens shortest prefix that is kept, of models of which it is not known
  public static PrefixPolicy auto(int leastTokens) {
    return new PrefixPolicy(true, Prefix.Life.MINUTES, true, PATIENCE, leastTokens);
  }

  /// The same, keeping prefixes for so long.
  public PrefixPolicy keeping(Prefix.Life howLong) {
    return new PrefixPolicy(on, howLong, leader, longestWait, leastTokens);
  }

  /// The same with or without a call that goes ahead.
  public PrefixPolicy leading(boolean ahead) {
    return new PrefixPolicy(on, life, ahead, longestWait, leastTokens);
  }
}
