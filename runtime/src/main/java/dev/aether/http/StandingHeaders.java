package dev.aether.http;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

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

  /// Gives a response's headers and those that it does not have itself.
  static void forEach(Response response, BiConsumer<String, String> taker) {
    Map<String, String> own = response.headers();
    own.forEach(taker);
    String type = own.getOrDefault("Content-Type", "");
    Map<String, String> standing =
        type.contains("json") ? JSON : type.startsWith("text/html") ? HTML : ALL;
    standing.forEach((name, value) -> {
      if (!own.containsKey(name)) {
        taker.accept(name, value);
      }
    });
  }
}
