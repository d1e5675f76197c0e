package dev.aether.telemetry;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// Meters of one name that differ in the values of their labels. One is there once somebody has
/// asked for it, and lasts, so the values must be few. Safe for use by many threads.
final class Family<M> {
  private final List<String> labels;
  private final Supplier<M> meter;
  private final Map<List<String>, M> known = new ConcurrentHashMap<>();

  Family(List<String> labels, Supplier<M> meter) {
    this.labels = labels;
    this.meter = meter;
  }

  /// @param values one for each label
  M of(String... values) {
    List<String> key = List.of(values);
    M there = known.get(key);
    return there != null ? there : known.computeIfAbsent(key, _ -> meter.get());
  }

  /// What all of them show to a reader.
  <P> List<P> points(BiFunction<M, Labels, P> point) {
    List<P> points = new ArrayList<>();
    known.forEach((values, one) -> points.add(point.apply(one, Labels.of(labels, values))));
    return points;
  }
}
