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
          "what findings in the author's text and in context values lead to: off, flag, redact or"
              + " block")),
  SECURITY_NODE_OUTPUTS(
      new Definition(
          "security.node_outputs",
          "AETHER_SECURITY_NODE_OUTPUTS",
          "",
          Type.OPTIONAL_SECURITY_MODE,
          "the same for outputs of other nodes; if empty, flag, or off where security.mode is off")),
  SECURITY_WHOLE_PROMPT(
      new Definition(
          "security.whole_prompt",
          "AETHER_SECURITY_WHOLE_PROMPT",
          "",
          Type.OPTIONAL_SECURITY_MODE,
          "the same for what shows only in a prompt as a whole; if empty, flag, or off where"
              + " security.mode is off")),
  SECURITY_ANSWERS(
      new Definition(
          "security.answers",
          "AETHER_SECURITY_ANSWERS",
          "secrets",
          Type.ANSWERS_MODE,
          "what findings in answers lead to: off, flag, secrets (credentials are taken out, the"
              + " rest is flagged), redact or block")),
  SECURITY_TRUSTED_HOSTS(
      new Definition(
          "security.trusted_hosts",
          "AETHER_SECURITY_TRUSTED_HOSTS",
          "",
          Type.TEXT,
          "hosts to which links in answers may carry data, with those below them, separated by"
              + " commas")),
  SECURITY_ISOLATE(
      new Definition(
          "security.isolate",
          "AETHER_SECURITY_ISOLATE",
          "none",
          Type.ISOLATION,
          "how values are set apart in prompts: none, delimit (between marks) or datamark (also a"
              + " sign for each space)")),
  SECURITY_ISOLATION_KEY(
      new Definition(
          "security.isolation_key",
          "AETHER_SECURITY_ISOLATION_KEY",
          "",
          Type.SECRET,
          "what the marks are made with; another one at every start if empty, and then answers to"
              + " isolated prompts are not found again after it")),
  SECURITY_ALLOWED_PHRASES(
      new Definition(
          "security.allowed_phrases",
          "AETHER_SECURITY_ALLOWED_PHRASES",
          "",
          Type.TEXT,
          "phrases of prompts that the detector passes over, separated by semicolons; case does"
              + " not matter")),
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
