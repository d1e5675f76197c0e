package dev.aether.telemetry;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;

/// A number that only grows. Safe for use by many threads.
final class Counter {
  private final int number;
  private final DoubleAdder sum = new DoubleAdder();
  private volatile @Nullable Example latest;

  /// @param number no other counter has it, and there is none much larger than there are counters
  Counter(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  void add(double amount) {
    sum.add(amount);
  }

  /// Makes something that was added the example of it.
  void show(Example example) {
    latest = example;
  }

  /// What it shows to a reader.
  CounterDataPointSnapshot point(Labels labels) {
    return new CounterDataPointSnapshot(sum.sum(), labels, Example.exemplar(latest), 0);
  }
}
