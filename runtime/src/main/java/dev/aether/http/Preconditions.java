package dev.aether.http;

import dev.aether.context.ContextStore.Absent;
import dev.aether.context.ContextStore.Anyhow;
import dev.aether.context.ContextStore.Condition;
import dev.aether.context.ContextStore.Present;
import dev.aether.context.ContextStore.Unchanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The conditions that a request puts on a resource ([RFC 9110, section
/// 13](https://www.rfc-editor.org/rfc/rfc9110#section-13)).
final class Preconditions {
  private static final Pattern TAGS =
      Pattern.compile("\\s*(?:(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\")\\s*(?:,|$)");

  private Preconditions() {}

  /// A tag as it stands in headers.
  static String etag(String tag) {
    return "\"" + tag + "\"";
  }

  /// What must be so for a request to change something.
  static Condition of(Request http) throws ProblemException {
    Optional<String> match = http.header().apply("If-Match");
    Optional<String> none = http.header().apply("If-None-Match");
    if (none.isPresent()) {
      if (match.isPresent() || !none.get().strip().equals("*")) {
        throw wrong("If-None-Match can be * here, and not beside If-Match");
      }
      return new Absent();
    }
    if (match.isEmpty()) {
      return new Anyhow();
    }
    return match.get().strip().equals("*")
        ? new Present()
        : new Unchanged(tags("If-Match", match.get(), true));
  }

  /// Whether the requester has this state already.
  static boolean has(Request http, String tag) throws ProblemException {
    Optional<String> none = http.header().apply("If-None-Match");
    return none.isPresent()
        && (none.get().strip().equals("*")
            || tags("If-None-Match", none.get(), false).contains(tag));
  }

  /// @param strong whether weak tags stand for nothing
  private static List<String> tags(String header, String value, boolean strong)
      throws ProblemException {
    List<String> tags = new ArrayList<>();
    Matcher matcher = TAGS.matcher(value);
    int end = 0;
    while (end < value.length() && matcher.find(end) && matcher.start() == end) {
      if (!strong || matcher.group(1) == null) {
        tags.add(matcher.group(2));
      }
      end = matcher.end();
    }
    if (end < value.length() || value.isBlank()) {
      throw wrong(header + " is no list of entity tags, each in quotation marks");
    }
    return tags;
  }

  private static ProblemException wrong(String detail) {
    return new ProblemException(Problem.of(ProblemType.BAD_REQUEST, detail));
  }
}
