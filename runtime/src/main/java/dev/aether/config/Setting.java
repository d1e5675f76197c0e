package dev.aether.config;

import java.util.Optional;
import java.util.stream.Stream;

/// Every setting there is: its path in the file, its environment variable, its default, its type,
/// and what it is for. `docs/configuration.md` lists the same, and a test compares the two.
public enum Setting {
  /// Address to listen on.
  HOST("server.host", "AETHER_HOST", "127.0.0.1", Type.TEXT, "address to listen on"),
  /// Port to listen on.
  PORT("server.port", "AETHER_PORT", "3000", Type.PORT, "port to listen on; 0 picks a free one"),
  /// Whether a server without keys may listen on other than loopback.
  INSECURE_NO_AUTH(
      "server.insecure_no_auth",
      "AETHER_SERVER_INSECURE_NO_AUTH",
      "false",
      Type.BOOLEAN,
      "listen on other than loopback addresses although callers are not authenticated"),
  /// Largest request body.
  MAX_BODY_BYTES(
      "server.max_body_bytes",
      "AETHER_SERVER_MAX_BODY_BYTES",
      "10485760",
      Type.POSITIVE,
      "largest request body, in bytes"),
  /// Longest silence of a sender.
  READ_TIMEOUT_SECS(
      "server.read_timeout_secs",
      "AETHER_SERVER_READ_TIMEOUT_SECS",
      "30",
      Type.POSITIVE,
      "longest silence of a sender before its connection is closed, in seconds"),
  /// Longest time for a whole body.
  BODY_TIMEOUT_SECS(
      "server.body_timeout_secs",
      "AETHER_SERVER_BODY_TIMEOUT_SECS",
      "60",
      Type.POSITIVE,
      "longest time for reading the headers, and then the body, of a request, in seconds"),
  /// Most header bytes.
  MAX_HEADER_BYTES(
      "server.max_header_bytes",
      "AETHER_SERVER_MAX_HEADER_BYTES",
      "16384",
      Type.POSITIVE,
      "largest headers of a request, all together, in bytes"),
  /// Most headers.
  MAX_HEADERS(
      "server.max_headers",
      "AETHER_SERVER_MAX_HEADERS",
      "100",
      Type.POSITIVE,
      "headers that a request may have"),
  /// The server's certificate.
  TLS_CERTIFICATE(
      "server.tls_certificate",
      "AETHER_SERVER_TLS_CERTIFICATE",
      "",
      Type.TEXT,
      "file with the certificate chain (PEM); with it the server speaks TLS only"),
  /// Its private key.
  TLS_KEY(
      "server.tls_key",
      "AETHER_SERVER_TLS_KEY",
      "",
      Type.TEXT,
      "file with the certificate's private key (PEM, PKCS #8, not encrypted)"),
  /// Foreign pages.
  CORS_ORIGINS(
      "server.cors_origins",
      "AETHER_SERVER_CORS_ORIGINS",
      "",
      Type.ORIGINS,
      "origins whose pages may call the server, separated by commas; none if empty"),
  /// Time for running executions when the server stops.
  DRAIN_SECS(
      "server.drain_secs",
      "AETHER_SERVER_DRAIN_SECS",
      "30",
      Type.COUNT,
      "time for running executions to end when the server stops, in seconds"),
  /// Executions at once.
  MAX_EXECUTIONS(
      "execution.max_executions",
      "AETHER_MAX_EXECUTIONS",
      "4096",
      Type.POSITIVE,
      "executions that run at once"),
  /// Requests that may wait.
  MAX_QUEUED(
      "execution.max_queued",
      "AETHER_EXECUTION_MAX_QUEUED",
      "4096",
      Type.COUNT,
      "requests that may wait for a place; more are refused with 503"),
  /// Nodes of a flow.
  MAX_NODES(
      "execution.max_nodes",
      "AETHER_EXECUTION_MAX_NODES",
      "100000",
      Type.POSITIVE,
      "nodes that a flow may have"),
  /// Edges of a flow.
  MAX_EDGES(
      "execution.max_edges",
      "AETHER_EXECUTION_MAX_EDGES",
      "1000000",
      Type.POSITIVE,
      "dependencies that a flow may have, implied ones included"),
  /// Length of a template.
  MAX_TEMPLATE_CHARS(
      "execution.max_template_chars",
      "AETHER_EXECUTION_MAX_TEMPLATE_CHARS",
      "1000000",
      Type.POSITIVE,
      "characters that one template may have"),
  /// Length of an expression.
  MAX_EXPRESSION_CHARS(
      "execution.max_expression_chars",
      "AETHER_EXECUTION_MAX_EXPRESSION_CHARS",
      "10000",
      Type.POSITIVE,
      "characters that one expression may have"),
  /// Time of an expression.
  EXPRESSION_TIMEOUT_MS(
      "execution.expression_timeout_ms",
      "AETHER_EXECUTION_EXPRESSION_TIMEOUT_MS",
      "5000",
      Type.POSITIVE,
      "longest time of one evaluation of an expression, in milliseconds"),
  /// The provider that answers for every model.
  PROVIDER(
      "llm.provider",
      "AETHER_PROVIDER",
      "",
      Type.TEXT,
      "the provider that answers for every model; by the model's name if empty"),
  /// The model of nodes that name none.
  DEFAULT_MODEL(
      "llm.default_model",
      "AETHER_DEFAULT_MODEL",
      "gpt-4o-mini",
      Type.TEXT,
      "the model of nodes that name none"),
  /// Longest attempt.
  LLM_TIMEOUT_SECS(
      "llm.timeout_secs",
      "AETHER_LLM_TIMEOUT_SECS",
      "30",
      Type.POSITIVE,
      "longest single attempt of a call, in seconds"),
  /// Calls in flight.
  MAX_CONCURRENCY(
      "llm.max_concurrency",
      "AETHER_MAX_CONCURRENCY",
      "10000",
      Type.POSITIVE,
      "calls to providers in flight at once, of all executions"),
  /// Latency of the mock.
  MOCK_LATENCY_MS(
      "llm.mock_latency_ms",
      "AETHER_MOCK_LATENCY_MS",
      "50",
      Type.COUNT,
      "how long the mock takes for an answer, in milliseconds"),
  /// Script of the mock.
  MOCK_FILE(
      "llm.mock_file",
      "AETHER_MOCK_FILE",
      "",
      Type.TEXT,
      "file with the mock's answers and failures (YAML or JSON)"),
  /// Size of the exact cache.
  CACHE_MAX_ENTRIES(
      "cache.max_entries",
      "AETHER_CACHE_MAX_ENTRIES",
      "1000",
      Type.COUNT,
      "answers that the exact cache keeps; 0 keeps none"),
  /// Age of answers.
  CACHE_TTL_SECS(
      "cache.ttl_secs",
      "AETHER_CACHE_TTL_SECS",
      "",
      Type.OPTIONAL_POSITIVE,
      "how long a cached answer may be used, in seconds; without limit if empty"),
  /// The callers.
  API_KEYS_FILE(
      "security.api_keys_file",
      "AETHER_API_KEYS_FILE",
      "",
      Type.TEXT,
      "file with the digests of the API keys (YAML); without it callers are not authenticated"),
  /// Form of log lines.
  LOG_FORMAT(
      "telemetry.log_format",
      "AETHER_LOG_FORMAT",
      "text",
      Type.LOG_FORMAT,
      "form of log lines: text, or json for machines"),
  /// Least level of log lines.
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

  /// What is wrong with a value, if anything is.
  Optional<String> objectionTo(String value) {
    return type.accepts(value) ? Optional.empty() : Optional.of("expected " + type.expected());
  }

  /// The setting at a path of the file.
  static Optional<Setting> at(String path) {
    return Stream.of(values()).filter(setting -> setting.path.equals(path)).findFirst();
  }
}
