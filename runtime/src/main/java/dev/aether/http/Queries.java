package dev.aether.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/// Reads query parameters.
final class Queries {
  private Queries() {}

  static int number(Request http, String name, int otherwise, int min, int max)
      throws ProblemException {
    String text = http.query().get(name);
    return text == null ? otherwise : number(name, text, min, max);
  }

  static int number(String name, String text, int min, int max) throws ProblemException {
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw wrong(name, "is no whole number from %d to %d".formatted(min, max));
  }

  static ProblemException wrong(String name, String why) {
    return new ProblemException(
        Problem.of(ProblemType.BAD_REQUEST, "'%s' %s".formatted(name, why)));
  }

  /// The query but for one parameter, ready to have another appended.
  static String without(Request http, String name) {
    var text = new StringBuilder();
    new TreeMap<>(http.query())
        .forEach((key, value) -> {
          if (!key.equals(name)) {
            text.append(encoded(key)).append('=').append(encoded(value)).append('&');
          }
        });
    return text.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
