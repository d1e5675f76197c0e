package dev.aether.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which pages of other origins a browser lets call: none but those of the listed origins.
///
/// @param origins as browsers send them: `https://example.org`
record Cors(Set<String> origins) {
  private static final String HEADERS =
      "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Prefer,"
          + " traceparent, X-API-Key, X-Request-Id";
  private static final String EXPOSED =
      "ETag, Idempotency-Replayed, Link, Location, Preference-Applied, RateLimit,"
          + " RateLimit-Policy, Retry-After, Server-Timing, X-Request-Id";

  Cors {
    origins = Set.copyOf(origins);
  }

  static Cors of(List<String> origins) {
    return new Cors(Set.copyOf(origins));
  }

  boolean allows(String origin) {
    return origins.contains(origin);
  }

  /// Whether a browser asks, before a request of a page, if it may send it.
  boolean asksFirst(Request request) {
    return request.method().equals("OPTIONS")
        && origin(request).isPresent()
        && request.header().apply("Access-Control-Request-Method").isPresent();
  }

  /// The answer to that.
  Response preflight(String methods) {
    return Response.empty(204)
        .with("Access-Control-Allow-Methods", methods)
        .with("Access-Control-Allow-Headers", HEADERS)
        .with("Access-Control-Max-Age", "600");
  }

  /// Tells the browser of a listed origin's page that it may see the response.
  Response dress(Response response, Request request) {
    if (origins.isEmpty()) {
      return response;
    }
    Response varying = response.with("Vary", "Origin");
    return origin(request)
        .map(origin ->
            varying
                .with("Access-Control-Allow-Origin", origin)
                .with("Access-Control-Expose-Headers", EXPOSED))
        .orElse(varying);
  }

  private Optional<String> origin(Request request) {
    return request.header().apply("Origin").filter(this::allows);
  }
}
