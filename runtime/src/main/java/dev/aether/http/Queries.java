package dev.aether.http;

import dev.aether.context.Members;
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

  /// A page of a list behind which there are more.
  ///
  /// @param cursor where the next one begins
  static Response withNext(Request http, Members members, String cursor) {
    return Response.json(200, members.put("next_cursor", cursor).end())
        .with(
            "Link",
            "<%s?%scursor=%s>; rel=\"next\""
                .formatted(http.path(), without(http, "cursor"), encoded(cursor)));
  }

  /// The query but for one parameter, ready to have another appended.
  private static String without(Request http, String name) {
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
