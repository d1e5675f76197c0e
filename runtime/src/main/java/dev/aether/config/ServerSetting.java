package dev.aether.config;

/// Settings of the server.
@SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
public enum ServerSetting implements Setting {
  HOST(
      new Definition("server.host", "AETHER_HOST", "127.0.0.1", Type.TEXT, "address to listen on")),
  PORT(
      new Definition(
          "server.port",
          "AETHER_PORT",
          "3000",
          Type.PORT,
          "port to listen on; 0 picks a free one")),
  INSECURE_NO_AUTH(
      new Definition(
          "server.insecure_no_auth",
          "AETHER_SERVER_INSECURE_NO_AUTH",
          "false",
          Type.BOOLEAN,
          "listen on other than loopback addresses although callers are not authenticated")),
  MAX_BODY_BYTES(
      new Definition(
          "server.max_body_bytes",
          "AETHER_SERVER_MAX_BODY_BYTES",
          "10485760",
          Type.POSITIVE,
          "largest request body, in bytes")),
  READ_TIMEOUT_SECS(
      new Definition(
          "server.read_timeout_secs",
          "AETHER_SERVER_READ_TIMEOUT_SECS",
          "30",
          Type.POSITIVE,
          "longest silence of a sender before its connection is closed, in seconds")),
  WRITE_TIMEOUT_SECS(
      new Definition(
          "server.write_timeout_secs",
          "AETHER_SERVER_WRITE_TIMEOUT_SECS",
          "60",
          Type.POSITIVE,
          "longest time that the reader of an event stream may take nothing before its connection"
              + " is closed, in seconds")),
  BODY_TIMEOUT_SECS(
      new Definition(
          "server.body_timeout_secs",
          "AETHER_SERVER_BODY_TIMEOUT_SECS",
          "60",
          Type.POSITIVE,
          "longest time for reading the headers, and then the body, of a request, in seconds")),
  MAX_HEADER_BYTES(
      new Definition(
          "server.max_header_bytes",
          "AETHER_SERVER_MAX_HEADER_BYTES",
          "16384",
          Type.POSITIVE,
          "largest headers of a request, all together, in bytes")),
  MAX_HEADERS(
      new Definition(
          "server.max_headers",
          "AETHER_SERVER_MAX_HEADERS",
          "100",
          Type.POSITIVE,
          "headers that a request may have")),
  TLS_CERTIFICATE(
      new Definition(
          "server.tls_certificate",
          "AETHER_SERVER_TLS_CERTIFICATE",
          "",
          Type.TEXT,
          "file with the certificate chain (PEM); with it the server speaks TLS only")),
  TLS_KEY(
      new Definition(
          "server.tls_key",
          "AETHER_SERVER_TLS_KEY",
          "",
          Type.TEXT,
          "file with the certificate's private key (PEM, PKCS #8, not encrypted)")),
  CORS_ORIGINS(
      new Definition(
          "server.cors_origins",
          "AETHER_SERVER_CORS_ORIGINS",
          "",
          Type.ORIGINS,
          "origins whose pages may call the server, separated by commas; none if empty")),
  DRAIN_SECS(
      new Definition(
          "server.drain_secs",
          "AETHER_SERVER_DRAIN_SECS",
          "30",
          Type.COUNT,
          "time for running executions to end when the server stops, in seconds")),
  DATA_DIR(
      new Definition(
          "server.data_dir",
          "AETHER_DATA_DIR",
          "",
          Type.TEXT,
          "folder of what the server keeps; in the user's folder for state if empty"));

  private final Definition definition;

  ServerSetting(Definition definition) {
    this.definition = definition;
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
