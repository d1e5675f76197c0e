package dev.aether.llm;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// How fast models answer, and so whether a call loses more by waiting for another's first words
/// than it saves. Safe for use by many threads.
///
/// To wait costs a call the time to the first text of the one that goes ahead. It is worth it where
/// the call does not get longer by more than [#MOST_LOSS], nor by more than half the share of the
/// price of its prompt that it saves: a short answer loses much, and a short prefix saves little.
final class PrefixPace {
  /// Share of its time that a call may lose.
  static final double MOST_LOSS = 0.3;

  private static final double LOSS_FOR_SAVING = 0.5;
  private static final double WEIGHT_OF_NEW = 0.3;
  private static final int MOST_MODELS = 1000;

  private final ConcurrentMap<Name, Pace> paces = new ConcurrentHashMap<>();

  private record Name(String provider, String model) {}

  /// Averages in which what is newer counts more; 0 while nothing is known.
  private record Pace(double firstText, double whole) {
    static final Pace UNKNOWN = new Pace(0, 0);

    Pace and(Optional<Duration> first, Optional<Duration> took) {
      return new Pace(
          first.map(time -> mix(firstText, time)).orElse(firstText),
          took.map(time -> mix(whole, time)).orElse(whole));
    }

    private static double mix(double before, Duration time) {
      double now = time.toNanos();
      return before == 0 ? now : before + WEIGHT_OF_NEW * (now - before);
    }
  }

  /// @param first time to the first text, if the answer was streamed
  /// @param took time of a whole answer
  void learn(LlmRequest request, Optional<Duration> first, Optional<Duration> took) {
    var name = new Name(request.provider(), request.model());
    if (paces.containsKey(name) || paces.size() < MOST_MODELS) {
      paces.compute(name, (_, known) -> (known == null ? Pace.UNKNOWN : known).and(first, took));
    }
  }

  /// Whether to wait; yes as long as nothing is known, so that something gets known.
  ///
  /// @param saving share of the price of the prompt that is saved
  boolean worthWaiting(LlmRequest request, double saving, Duration longestWait) {
    Pace pace = paces.get(new Name(request.provider(), request.model()));
    if (pace == null || pace.firstText == 0 || pace.whole == 0) {
      return true;
    }
    double loss = pace.firstText / pace.whole;
    return pace.firstText <= longestWait.toNanos()
        && loss <= Math.min(MOST_LOSS, saving * LOSS_FOR_SAVING);
  }
}
