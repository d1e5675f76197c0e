package dev.aether.http;

import java.util.HashMap;
import java.util.Map;

/// What every response tells browsers, whoever made it. A handler that says it otherwise wins.
final class StandingHeaders {
  private static final Map<String, String> ALL =
      Map.of("X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer");
  private static final Map<String, String> JSON = and("Cache-Control", "no-store");
  private static final Map<String, String> HTML =
      and(
          "Content-Security-Policy",
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

  private StandingHeaders() {}

  private static Map<String, String> and(String name, String value) {
    Map<String, String> more = new HashMap<>(ALL);
    more.put(name, value);
    return Map.copyOf(more);
  }

  static Response dress(Response response) {
    String type = response.headers().getOrDefault("Content-Type", "");
    if (type.contains("json")) {
      return response.withDefaults(JSON);
    }
    return response.withDefaults(type.startsWith("text/html") ? HTML : ALL);
  }
}
