package dev.aether.llm;

/// Hears how calls over prefixes went, for statistics. Called from many threads.
@FunctionalInterface
public interface PrefixLog {
  /// Nobody wants to know.
  PrefixLog NONE = (_, _) -> {};

  /// A provider has answered a call whose prefix it was asked to keep or to have.
  ///
  /// @param readTokens that it had; 0 if it had none
  void asked(String tenant, int readTokens);
}
