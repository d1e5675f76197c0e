package dev.aether.telemetry;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Makes the meters that executions touch: some fifty times in a few tens of microseconds where all
/// answers are cached. So they are plain adders that the registry reads when somebody asks; the
/// meters of Micrometer, which shows everything else, keep sliding windows while they count.
///
/// @param registry where they are shown
/// @param nanoTime for times that only the last minutes count for
/// @param numbers the number of the next counter
record Meters(PrometheusRegistry registry, LongSupplier nanoTime, AtomicInteger numbers) {
  Meters(PrometheusRegistry registry, LongSupplier nanoTime) {
    this(registry, nanoTime, new AtomicInteger());
  }

  Counter counter(String name, String description) {
    return counters(name, description).of();
  }

  /// @param name with dots and without the ending that says what it is
  Family<Counter> counters(String name, String description, String... labels) {
    var family = new Family<>(List.of(labels), () -> new Counter(numbers.getAndIncrement()));
    MetricMetadata shown = metadata(name, description);
    Collector collector = () -> new CounterSnapshot(shown, family.points(Counter::point));
    registry.register(collector);
    return family;
  }

  Timer timer(String name, String description) {
    return timers(name, description).of();
  }

  /// @param name with dots and without the ending that says what it is
  Family<Timer> timers(String name, String description, String... labels) {
    var family = new Family<>(List.of(labels), () -> new Timer(nanoTime));
    MetricMetadata shown = metadata(name + ".seconds", description);
    MetricMetadata longest = metadata(name + ".seconds.max", description);
    MultiCollector collector =
        () ->
            MetricSnapshots.of(
                new HistogramSnapshot(shown, family.points(Timer::point)),
                new GaugeSnapshot(longest, family.points(Timer::longest)));
    registry.register(collector);
    return family;
  }

  private static MetricMetadata metadata(String name, String description) {
    return new MetricMetadata(name.replace('.', '_'), description);
  }
}
