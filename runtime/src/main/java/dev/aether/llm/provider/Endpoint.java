package dev.aether.llm.provider;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Where a provider is, and who we are there.
///
/// @param provider its name, as routes and reports use it
/// @param base what the paths of the interface are appended to, e.g. `https://api.openai.com/v1`
/// @param key none for a server that asks for none
/// @param headers more headers of every request, e.g. the organisation; treated like secrets
/// @param connectTimeout longest wait for a connection
/// @param maxIdle connections that are kept open for the next calls
/// @param idleTime how long an unused connection is kept
public record Endpoint(
    String provider,
    URI base,
    Optional<ApiKey> key,
    Map<String, String> headers,
    Duration connectTimeout,
    int maxIdle,
    Duration idleTime) {

  /// Refuses addresses that are none.
  public Endpoint {
    headers = Map.copyOf(headers);
    String scheme = base.getScheme() == null ? "" : base.getScheme();
    if (!(scheme.equals("http") || scheme.equals("https")) || base.getHost() == null) {
      throw new IllegalArgumentException(
          "the address of %s must be like https://host/path".formatted(provider));
    }
    if (maxIdle < 0) {
      throw new IllegalArgumentException("maxIdle " + maxIdle + " is below 0");
    }
  }

  /// With the usual numbers.
  public Endpoint(String provider, URI base, Optional<ApiKey> key) {
    this(provider, base, key, Map.of(), Duration.ofSeconds(10), 1024, Duration.ofSeconds(60));
  }

  /// The path of an operation on this server.
  String path(String operation) {
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + operation;
  }

  /// The port, also where the address leaves it out.
  int port() {
    if (base.getPort() >= 0) {
      return base.getPort();
    }
    return base.getScheme().equals("https") ? 443 : 80;
  }

  @Override
  public String toString() {
    return provider + " at " + base.getHost() + ":" + port();
  }
}
