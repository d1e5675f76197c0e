package dev.aether.telemetry;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/// The counters that an enum's values stand for. Each is looked up by its labels once, when there
/// is something to count: every node touches some. Safe for use by many threads.
final class CountersBy<E extends Enum<E>> {
  private volatile Map<E, Counter> known; // a new one for each counter that comes to be known
  private final Function<E, Counter> lookUp;

  CountersBy(Class<E> type, Function<E, Counter> lookUp) {
    this.known = new EnumMap<>(type);
    this.lookUp = lookUp;
  }

  Counter of(E value) {
    Counter counter = known.get(value);
    return counter != null ? counter : first(value);
  }

  private synchronized Counter first(E value) {
    var more = new EnumMap<>(known);
    Counter counter = more.computeIfAbsent(value, lookUp);
    known = more;
    return counter;
  }
}
