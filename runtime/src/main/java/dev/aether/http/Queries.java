package dev.aether.http;

import dev.aether.context.Members;
import dev.aether.execution.Phase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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

  /// Of an execution.
  static Optional<Phase> phase(Request http) throws ProblemException {
    String word = http.query().get("status");
    if (word == null) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.of(Phase.values())
            .filter(phase -> phase.word().equals(word))
            .findFirst()
            .orElseThrow(() -> wrong("status", "is none of the statuses")));
  }

  /// After which it was created.
  static Optional<Instant> time(Request http) throws ProblemException {
    String text = http.query().get("created_after");
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      throw wrong("created_after", "is no RFC 3339 time");
    }
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
