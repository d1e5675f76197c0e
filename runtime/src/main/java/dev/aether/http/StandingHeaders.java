package dev.aether.http;

/// What every response tells browsers, whoever made it. A handler that says it otherwise wins.
final class StandingHeaders {
  private StandingHeaders() {}

  static Response dress(Response response) {
    Response dressed =
        response
            .withDefault("X-Content-Type-Options", "nosniff")
            .withDefault("Referrer-Policy", "no-referrer");
    String type = response.headers().getOrDefault("Content-Type", "");
    if (type.contains("json")) {
      return dressed.withDefault("Cache-Control", "no-store");
    }
    if (type.startsWith("text/html")) {
      return dressed.withDefault(
          "Content-Security-Policy",
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }
    return dressed;
  }
}
