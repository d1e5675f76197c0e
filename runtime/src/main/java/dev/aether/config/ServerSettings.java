package dev.aether.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How the server listens and how long it waits.
///
/// @param insecureNoAuth whether everybody may call, from everywhere, without a key
/// @param writing longest time that the reader of a stream may take nothing
/// @param corsOrigins whose pages may call
/// @param dataDirectory of what the server keeps; empty for the usual one
/// @param drain time for running executions when it stops
public record ServerSettings(
    String host,
    int port,
    boolean insecureNoAuth,
    InputLimits input,
    Duration writing,
    Optional<TlsSettings> tls,
    List<String> corsOrigins,
    Duration drain,
    String dataDirectory) {
  /// Copies the list.
  public ServerSettings {
    corsOrigins = List.copyOf(corsOrigins);
  }

  /// `http` or `https`.
  public String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  static ServerSettings of(Settings settings) {
    return new ServerSettings(
        settings.text(ServerSetting.HOST),
        settings.number(ServerSetting.PORT),
        settings.truth(ServerSetting.INSECURE_NO_AUTH),
        new InputLimits(
            settings.number(ServerSetting.MAX_BODY_BYTES),
            settings.number(ServerSetting.MAX_HEADER_BYTES),
            settings.number(ServerSetting.MAX_HEADERS),
            settings.seconds(ServerSetting.READ_TIMEOUT_SECS),
            settings.seconds(ServerSetting.BODY_TIMEOUT_SECS)),
        settings.seconds(ServerSetting.WRITE_TIMEOUT_SECS),
        tls(settings),
        settings.list(ServerSetting.CORS_ORIGINS),
        settings.seconds(ServerSetting.DRAIN_SECS),
        settings.text(ServerSetting.DATA_DIR));
  }

  private static Optional<TlsSettings> tls(Settings settings) {
    Optional<String> certificate = settings.optional(ServerSetting.TLS_CERTIFICATE);
    Optional<String> key = settings.optional(ServerSetting.TLS_KEY);
    return certificate.isEmpty() && key.isEmpty()
        ? Optional.empty()
        : Optional.of(new TlsSettings(certificate.orElse(""), key.orElse("")));
  }

  /// How much is read of a request, and for how long.
  ///
  /// @param maxHeaderBytes of all headers together
  /// @param silence longest time without a byte
  /// @param whole longest time for all headers, and then for the whole body
  public record InputLimits(
      int maxBodyBytes, int maxHeaderBytes, int maxHeaders, Duration silence, Duration whole) {}

  /// Where the server's certificate and its key are; a path that was not set is empty.
  public record TlsSettings(String certificate, String key) {}
}
