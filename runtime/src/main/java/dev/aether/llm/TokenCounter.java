package dev.aether.llm;

/// Counts the tokens of a text, as a model would.
@FunctionalInterface
public interface TokenCounter {
  /// The number of tokens.
  int count(String text);
}
