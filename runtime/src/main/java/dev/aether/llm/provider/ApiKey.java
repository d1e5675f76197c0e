package dev.aether.llm.provider;

/// A secret that names us to a provider. It prints as a mask, so that it cannot get into a log line
/// or a message by way of somebody else's `toString`.
public final class ApiKey {
  private final String secret;

  /// @param given as the provider gave it out; a file's last line end is no part of it
  public ApiKey(String given) {
    String secret = given.strip();
    if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("a key consists of visible ASCII characters");
    }
    this.secret = secret;
  }

  /// The key itself, for the one header that carries it.
  String secret() {
    return secret;
  }

  /// The text without the key, should it be in there.
  String maskedIn(String text) {
    return text.replace(secret, "[key]");
  }

  @Override
  public String toString() {
    return "[key]";
  }
}
