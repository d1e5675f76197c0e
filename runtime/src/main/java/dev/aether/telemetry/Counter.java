package dev.aether.telemetry;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;

/// A number that only grows. Safe for use by many threads.
final class Counter {
  private final DoubleAdder sum = new DoubleAdder();
  private volatile @Nullable Example latest;

  /// @param amount nothing is added if it is not positive
  void add(double amount, Example.Maker examples) {
    if (amount <= 0) {
      return;
    }
    sum.add(amount);
    Example example = examples.of(amount);
    if (example != null) {
      latest = example;
    }
  }

  void increment(Example.Maker examples) {
    add(1, examples);
  }

  /// What it shows to a reader.
  CounterDataPointSnapshot point(Labels labels) {
    return new CounterDataPointSnapshot(sum.sum(), labels, Example.exemplar(latest), 0);
  }
}
