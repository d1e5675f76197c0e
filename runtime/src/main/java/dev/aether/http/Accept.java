package dev.aether.http;

import java.util.Locale;
import java.util.stream.Stream;

/// What the caller's `Accept` header says of media types ([RFC
/// 9110](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1)): of the ranges that a type is in,
/// the narrowest counts. Who sends none takes anything.
final class Accept {
  static final String JSON = "application/json";
  static final String EVENTS = "text/event-stream";

  private final String header;

  private Accept(String header) {
    this.header = header.toLowerCase(Locale.ROOT);
  }

  static Accept of(Request http) {
    return new Accept(http.header().apply("Accept").orElse(""));
  }

  /// Whether a type is named, and not just in a wider range.
  boolean names(String type) {
    return header.contains(type) && weight(type) > 0;
  }

  /// Whether the caller takes a type.
  boolean allows(String type) {
    if (header.isBlank() || header.equals(type) || header.equals("*/*")) {
      return true;
    }
    String family = type.substring(0, type.indexOf('/')) + "/*";
    return Stream.of(type, family, "*/*")
            .map(this::weight)
            .filter(weight -> weight >= 0)
            .findFirst()
            .orElse(0.0)
        > 0;
  }

  /// The weight of a range; less than 0 if it is not there.
  private double weight(String range) {
    for (String item : header.split(",", -1)) {
      String[] parts = item.split(";", -1);
      if (parts[0].strip().equals(range)) {
        return weight(parts);
      }
    }
    return -1;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.matches("q=[01](\\.\\d{0,3})?")) {
        return Double.parseDouble(parameter.substring("q=".length()));
      }
    }
    return 1;
  }

  /// Refuses a caller who takes none of these.
  ///
  /// @param types in which the answer can be given
  void demand(String... types) throws ProblemException {
    for (String type : types) {
      if (allows(type)) {
        return;
      }
    }
    throw new ProblemException(
        Problem.of(
            ProblemType.NOT_ACCEPTABLE,
            "the answer can be given as " + String.join(" or ", types)));
  }
}
