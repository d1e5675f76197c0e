package dev.aether.config;

/// Settings of who may call and what may be said.
@SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
public enum SecuritySetting implements Setting {
  SECURITY_MODE(
      new Definition(
          "security.mode",
          "AETHER_SECURITY_MODE",
          "block",
          Type.SECURITY_MODE,
          "what findings in prompts lead to: off, flag or block")),
  API_KEYS_FILE(
      new Definition(
          "security.api_keys_file",
          "AETHER_API_KEYS_FILE",
          "",
          Type.TEXT,
          "file with the digests of the API keys (YAML); without it callers are not authenticated"));

  private final Definition definition;

  SecuritySetting(Definition definition) {
    this.definition = definition;
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
