package dev.aether.config;

/// Settings of calls to models.
@SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
public enum LlmSetting implements Setting {
  PROVIDER(
      new Definition(
          "llm.provider",
          "AETHER_PROVIDER",
          "",
          Type.TEXT,
          "the provider that answers for every model; by the model's name if empty")),
  DEFAULT_MODEL(
      new Definition(
          "llm.default_model",
          "AETHER_DEFAULT_MODEL",
          "gpt-4o-mini",
          Type.TEXT,
          "the model of nodes that name none")),
  DEFAULT_PROVIDER(
      new Definition(
          "llm.default_provider",
          "AETHER_LLM_DEFAULT_PROVIDER",
          "openai",
          Type.TEXT,
          "the provider of models whose name says nothing")),
  STRICT_PROVIDERS(
      new Definition(
          "llm.strict_providers",
          "AETHER_STRICT_PROVIDERS",
          "false",
          Type.BOOLEAN,
          "fail where a provider has no key, instead of asking the mock")),
  OPENAI_API_KEY(
      new Definition("llm.openai.api_key", "OPENAI_API_KEY", "", Type.SECRET, "the key of OpenAI")),
  OPENAI_BASE_URL(
      new Definition(
          "llm.openai.base_url",
          "OPENAI_BASE_URL",
          "https://api.openai.com/v1",
          Type.TEXT,
          "the address of OpenAI, or of a server that speaks its dialect")),
  ANTHROPIC_API_KEY(
      new Definition(
          "llm.anthropic.api_key", "ANTHROPIC_API_KEY", "", Type.SECRET, "the key of Anthropic")),
  ANTHROPIC_BASE_URL(
      new Definition(
          "llm.anthropic.base_url",
          "ANTHROPIC_BASE_URL",
          "https://api.anthropic.com",
          Type.TEXT,
          "the address of Anthropic")),
  PROVIDERS_FILE(
      new Definition(
          "llm.providers_file",
          "AETHER_LLM_PROVIDERS_FILE",
          "",
          Type.TEXT,
          "file with more providers and with rate limits (YAML or JSON)")),
  MODELS_FILE(
      new Definition(
          "llm.models_file",
          "AETHER_LLM_MODELS_FILE",
          "",
          Type.TEXT,
          "file with models, laid over those that are known (YAML or JSON)")),
  ON_UNSUPPORTED_PARAM(
      new Definition(
          "llm.on_unsupported_param",
          "AETHER_LLM_ON_UNSUPPORTED_PARAM",
          "drop",
          Type.UNSUPPORTED,
          "what becomes of a parameter that the model refuses: drop, or fail")),
  LLM_TIMEOUT_SECS(
      new Definition(
          "llm.timeout_secs",
          "AETHER_LLM_TIMEOUT_SECS",
          "30",
          Type.POSITIVE,
          "longest single attempt of a call, in seconds")),
  MAX_CONCURRENCY(
      new Definition(
          "llm.max_concurrency",
          "AETHER_MAX_CONCURRENCY",
          "10000",
          Type.POSITIVE,
          "calls to providers in flight at once, of all executions")),
  MOCK_LATENCY_MS(
      new Definition(
          "llm.mock_latency_ms",
          "AETHER_MOCK_LATENCY_MS",
          "50",
          Type.COUNT,
          "how long the mock takes for an answer, in milliseconds")),
  MOCK_FILE(
      new Definition(
          "llm.mock_file",
          "AETHER_MOCK_FILE",
          "",
          Type.TEXT,
          "file with the mock's answers and failures (YAML or JSON)"));

  private final Definition definition;

  LlmSetting(Definition definition) {
    this.definition = definition;
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
