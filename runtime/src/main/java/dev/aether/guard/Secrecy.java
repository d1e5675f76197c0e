package dev.aether.guard;

/// What an answer must not repeat.
///
/// @param systemPrompt empty if there is none
/// @param canary a random mark that was planted in the system prompt; empty if there is none
public record Secrecy(String systemPrompt, String canary) {
  /// Nothing in particular.
  public static final Secrecy NONE = new Secrecy("", "");
}
