package dev.aether.config;

import java.util.Optional;
import java.util.stream.Stream;

/// Every setting there is: its path in the file, its environment variable, its default, its type,
/// and what it is for (which is why no constant says it again). `docs/configuration.md` lists the
/// same, and a test compares the two.
public enum Setting {
  HOST("server.host", "AETHER_HOST", "127.0.0.1", Type.TEXT, "address to listen on"),
  PORT("server.port", "AETHER_PORT", "3000", Type.PORT, "port to listen on; 0 picks a free one"),
  INSECURE_NO_AUTH(
      "server.insecure_no_auth",
      "AETHER_SERVER_INSECURE_NO_AUTH",
      "false",
      Type.BOOLEAN,
      "listen on other than loopback addresses although callers are not authenticated"),
  MAX_BODY_BYTES(
      "server.max_body_bytes",
      "AETHER_SERVER_MAX_BODY_BYTES",
      "10485760",
      Type.POSITIVE,
      "largest request body, in bytes"),
  READ_TIMEOUT_SECS(
      "server.read_timeout_secs",
      "AETHER_SERVER_READ_TIMEOUT_SECS",
      "30",
      Type.POSITIVE,
      "longest silence of a sender before its connection is closed, in seconds"),
  BODY_TIMEOUT_SECS(
      "server.body_timeout_secs",
      "AETHER_SERVER_BODY_TIMEOUT_SECS",
      "60",
      Type.POSITIVE,
      "longest time for reading the headers, and then the body, of a request, in seconds"),
  MAX_HEADER_BYTES(
      "server.max_header_bytes",
      "AETHER_SERVER_MAX_HEADER_BYTES",
      "16384",
      Type.POSITIVE,
      "largest headers of a request, all together, in bytes"),
  MAX_HEADERS(
      "server.max_headers",
      "AETHER_SERVER_MAX_HEADERS",
      "100",
      Type.POSITIVE,
      "headers that a request may have"),
  TLS_CERTIFICATE(
      "server.tls_certificate",
      "AETHER_SERVER_TLS_CERTIFICATE",
      "",
      Type.TEXT,
      "file with the certificate chain (PEM); with it the server speaks TLS only"),
  TLS_KEY(
      "server.tls_key",
      "AETHER_SERVER_TLS_KEY",
      "",
      Type.TEXT,
      "file with the certificate's private key (PEM, PKCS #8, not encrypted)"),
  CORS_ORIGINS(
      "server.cors_origins",
      "AETHER_SERVER_CORS_ORIGINS",
      "",
      Type.ORIGINS,
      "origins whose pages may call the server, separated by commas; none if empty"),
  DRAIN_SECS(
      "server.drain_secs",
      "AETHER_SERVER_DRAIN_SECS",
      "30",
      Type.COUNT,
      "time for running executions to end when the server stops, in seconds"),
  MAX_EXECUTIONS(
      "execution.max_executions",
      "AETHER_MAX_EXECUTIONS",
      "4096",
      Type.POSITIVE,
      "executions that run at once"),
  MAX_QUEUED(
      "execution.max_queued",
      "AETHER_EXECUTION_MAX_QUEUED",
      "4096",
      Type.COUNT,
      "requests that may wait for a place; more are refused with 503"),
  KEEP(
      "execution.keep",
      "AETHER_EXECUTION_KEEP",
      "1000",
      Type.COUNT,
      "executions that have ended and can still be asked for"),
  MAX_NODES(
      "execution.max_nodes",
      "AETHER_EXECUTION_MAX_NODES",
      "100000",
      Type.POSITIVE,
      "nodes that a flow may have"),
  MAX_EDGES(
      "execution.max_edges",
      "AETHER_EXECUTION_MAX_EDGES",
      "1000000",
      Type.POSITIVE,
      "dependencies that a flow may have, implied ones included"),
  MAX_TEMPLATE_CHARS(
      "execution.max_template_chars",
      "AETHER_EXECUTION_MAX_TEMPLATE_CHARS",
      "1000000",
      Type.POSITIVE,
      "characters that one template may have"),
  MAX_EXPRESSION_CHARS(
      "execution.max_expression_chars",
      "AETHER_EXECUTION_MAX_EXPRESSION_CHARS",
      "10000",
      Type.POSITIVE,
      "characters that one expression may have"),
  EXPRESSION_TIMEOUT_MS(
      "execution.expression_timeout_ms",
      "AETHER_EXECUTION_EXPRESSION_TIMEOUT_MS",
      "5000",
      Type.POSITIVE,
      "longest time of one evaluation of an expression, in milliseconds"),
  PROVIDER(
      "llm.provider",
      "AETHER_PROVIDER",
      "",
      Type.TEXT,
      "the provider that answers for every model; by the model's name if empty"),
  DEFAULT_MODEL(
      "llm.default_model",
      "AETHER_DEFAULT_MODEL",
      "gpt-4o-mini",
      Type.TEXT,
      "the model of nodes that name none"),
  DEFAULT_PROVIDER(
      "llm.default_provider",
      "AETHER_LLM_DEFAULT_PROVIDER",
      "openai",
      Type.TEXT,
      "the provider of models whose name says nothing"),
  STRICT_PROVIDERS(
      "llm.strict_providers",
      "AETHER_STRICT_PROVIDERS",
      "false",
      Type.BOOLEAN,
      "fail where a provider has no key, instead of asking the mock"),
  OPENAI_API_KEY("llm.openai.api_key", "OPENAI_API_KEY", "", Type.SECRET, "the key of OpenAI"),
  OPENAI_BASE_URL(
      "llm.openai.base_url",
      "OPENAI_BASE_URL",
      "https://api.openai.com/v1",
      Type.TEXT,
      "the address of OpenAI, or of a server that speaks its dialect"),
  ANTHROPIC_API_KEY(
      "llm.anthropic.api_key", "ANTHROPIC_API_KEY", "", Type.SECRET, "the key of Anthropic"),
  ANTHROPIC_BASE_URL(
      "llm.anthropic.base_url",
      "ANTHROPIC_BASE_URL",
      "https://api.anthropic.com",
      Type.TEXT,
      "the address of Anthropic"),
  PROVIDERS_FILE(
      "llm.providers_file",
      "AETHER_LLM_PROVIDERS_FILE",
      "",
      Type.TEXT,
      "file with more providers and with rate limits (YAML or JSON)"),
  MODELS_FILE(
      "llm.models_file",
      "AETHER_LLM_MODELS_FILE",
      "",
      Type.TEXT,
      "file with models, laid over those that are known (YAML or JSON)"),
  ON_UNSUPPORTED_PARAM(
      "llm.on_unsupported_param",
      "AETHER_LLM_ON_UNSUPPORTED_PARAM",
      "drop",
      Type.UNSUPPORTED,
      "what becomes of a parameter that the model refuses: drop, or fail"),
  LLM_TIMEOUT_SECS(
      "llm.timeout_secs",
      "AETHER_LLM_TIMEOUT_SECS",
      "30",
      Type.POSITIVE,
      "longest single attempt of a call, in seconds"),
  MAX_CONCURRENCY(
      "llm.max_concurrency",
      "AETHER_MAX_CONCURRENCY",
      "10000",
      Type.POSITIVE,
      "calls to providers in flight at once, of all executions"),
  MOCK_LATENCY_MS(
      "llm.mock_latency_ms",
      "AETHER_MOCK_LATENCY_MS",
      "50",
      Type.COUNT,
      "how long the mock takes for an answer, in milliseconds"),
  MOCK_FILE(
      "llm.mock_file",
      "AETHER_MOCK_FILE",
      "",
      Type.TEXT,
      "file with the mock's answers and failures (YAML or JSON)"),
  CACHE_MAX_ENTRIES(
      "cache.max_entries",
      "AETHER_CACHE_MAX_ENTRIES",
      "1000",
      Type.COUNT,
      "answers that the exact cache keeps; 0 keeps none"),
  CACHE_TTL_SECS(
      "cache.ttl_secs",
      "AETHER_CACHE_TTL_SECS",
      "",
      Type.OPTIONAL_POSITIVE,
      "how long a cached answer may be used, in seconds; without limit if empty"),
  SECURITY_MODE(
      "security.mode",
      "AETHER_SECURITY_MODE",
      "block",
      Type.SECURITY_MODE,
      "what findings in prompts lead to: off, flag or block"),
  API_KEYS_FILE(
      "security.api_keys_file",
      "AETHER_API_KEYS_FILE",
      "",
      Type.TEXT,
      "file with the digests of the API keys (YAML); without it callers are not authenticated"),
  LOG_FORMAT(
      "telemetry.log_format",
      "AETHER_LOG_FORMAT",
      "text",
      Type.LOG_FORMAT,
      "form of log lines: text, or json for machines"),
  LOG_LEVEL(
      "telemetry.log_level",
      "AETHER_LOG_LEVEL",
      "info",
      Type.LOG_LEVEL,
      "least level that is logged: error, warn, info, debug");

  private final String path;
  private final String variable;
  private final String otherwise;
  private final Type type;
  private final String meaning;

  Setting(String path, String variable, String otherwise, Type type, String meaning) {
    this.path = path;
    this.variable = variable;
    this.otherwise = otherwise;
    this.type = type;
    this.meaning = meaning;
  }

  /// Where it stands in the file: `server.port`.
  public String path() {
    return path;
  }

  /// Its environment variable.
  public String variable() {
    return variable;
  }

  /// Its value when nobody sets it; empty for none.
  public String otherwise() {
    return otherwise;
  }

  /// What it is for, in a few words.
  public String meaning() {
    return meaning;
  }

  /// Whether its value is shown to nobody.
  public boolean secret() {
    return type == Type.SECRET;
  }

  /// What is wrong with a value, if anything is.
  Optional<String> objectionTo(String value) {
    return type.accepts(value) ? Optional.empty() : Optional.of("expected " + type.expected());
  }

  /// The setting at a path of the file.
  static Optional<Setting> at(String path) {
    return Stream.of(values()).filter(setting -> setting.path.equals(path)).findFirst();
  }
}
