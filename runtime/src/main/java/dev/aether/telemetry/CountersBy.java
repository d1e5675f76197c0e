package dev.aether.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The counters that an enum's values stand for. Each is looked up by its labels once, when there
/// is something to count: every node touches some. Safe for use by many threads.
final class CountersBy<E extends Enum<E>> {
  private final Map<E, Counter> known = new ConcurrentHashMap<>();
  private final Function<E, Counter> lookUp;

  CountersBy(Function<E, Counter> lookUp) {
    this.lookUp = lookUp;
  }

  Counter of(E value) {
    Counter counter = known.get(value);
    return counter != null ? counter : known.computeIfAbsent(value, lookUp);
  }
}
