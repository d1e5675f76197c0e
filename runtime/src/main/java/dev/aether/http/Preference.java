package dev.aether.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// How the caller wants to be answered: by its `Accept` header, and by `Prefer` ([RFC
/// 7240](https://www.rfc-editor.org/rfc/rfc7240)).
sealed interface Preference {
  /// With the events as they happen.
  record Streamed() implements Preference {}

  /// When the execution has ended.
  record Synchronous() implements Preference {}

  /// At once.
  record Asynchronous() implements Preference {}

  /// When the execution has ended, or the time is over.
  record Waiting(Duration limit) implements Preference {}

  /// Longest wait that is granted.
  Duration LONGEST_WAIT = Duration.ofMinutes(10);

  /// What the request says.
  ///
  /// @throws ProblemException if the caller takes neither JSON nor events
  static Preference of(Request http) throws ProblemException {
    Accept accept = Accept.of(http);
    accept.demand(Accept.JSON, Accept.EVENTS);
    if (accept.names(Accept.EVENTS)) {
      return new Streamed();
    }
    Optional<String> header = http.header().apply("Prefer");
    if (header.isEmpty()) {
      return new Synchronous();
    }
    Optional<Preference> wait = Optional.empty();
    String[] wishes = header.get().toLowerCase(Locale.ROOT).split(",", -1);
    for (String wish : wishes) {
      String word = wish.strip();
      if (word.startsWith("wait=")) {
        wait = waiting(word.substring("wait=".length()));
      }
    }
    if (wait.isPresent()) {
      return wait.get();
    }
    for (String wish : wishes) {
      if (wish.strip().equals("respond-async")) {
        return new Asynchronous();
      }
    }
    return new Synchronous();
  }

  /// A wish that cannot be read is ignored, as RFC 7240 asks.
  private static Optional<Preference> waiting(String seconds) {
    if (!seconds.matches("\\d{1,6}")) {
      return Optional.empty();
    }
    Duration limit = Duration.ofSeconds(Long.parseLong(seconds));
    return Optional.of(new Waiting(limit.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : limit));
  }
}
