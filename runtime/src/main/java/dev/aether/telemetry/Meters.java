package dev.aether.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Makes meters, always with a description and the same buckets. Asking for one that is there gives
/// the same again.
///
/// @param registry where they are
record Meters(MeterRegistry registry) {
  private static final Duration[] BUCKETS =
      List.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000)
          .stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  /// @param labels names and values in turn
  Counter counter(String name, String description, String... labels) {
    return Counter.builder(name).description(description).tags(labels).register(registry);
  }

  /// Counters of one name that differ in the values of their labels.
  Family family(String name, String description, String... labels) {
    return new Family(name, description, List.of(labels));
  }

  /// Remembers its counters: asking the registry builds its name and labels each time.
  ///
  /// Safe for use by many threads. The values must be few, since each lasts.
  final class Family {
    private final String name;
    private final String description;
    private final List<String> labels;
    private final Map<List<String>, Counter> known = new ConcurrentHashMap<>();

    private Family(String name, String description, List<String> labels) {
      this.name = name;
      this.description = description;
      this.labels = labels;
    }

    /// @param values one for each label
    Counter of(String... values) {
      List<String> key = List.of(values);
      Counter counter = known.get(key);
      return counter != null ? counter : known.computeIfAbsent(key, this::register);
    }

    private Counter register(List<String> values) {
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i < labels.size(); i++) {
        pairs.add(labels.get(i));
        pairs.add(values.get(i));
      }
      return counter(name, description, pairs.toArray(String[]::new));
    }
  }

  /// @param labels names and values in turn
  Timer timer(String name, String description, String... labels) {
    return Timer.builder(name)
        .description(description)
        .tags(labels)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
