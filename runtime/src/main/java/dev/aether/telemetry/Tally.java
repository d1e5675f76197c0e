package dev.aether.telemetry;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// What one execution adds to meters, added up here until [#handOver()]: a meter that many threads
/// share costs most where two cores write to it in turn. Not for more than one thread at a time.
final class Tally {
  private final Example.Maker examples;
  private final Map<Counter, Sum> sums = new HashMap<>();
  private final Map<Timer, Timer.Times> times = new HashMap<>();

  /// @param examples makes measurements examples of the execution
  Tally(Example.Maker examples) {
    this.examples = examples;
  }

  private static final class Sum {
    private double amount;
  }

  /// @param amount nothing is added if it is not positive
  void add(Counter counter, double amount) {
    if (amount <= 0) {
      return;
    }
    sums.computeIfAbsent(counter, _ -> new Sum()).amount += amount;
    Example example = examples.of(amount);
    if (example != null) {
      counter.show(example);
    }
  }

  void increment(Counter counter) {
    add(counter, 1);
  }

  void record(Timer timer, Duration took) {
    record(timer, took.toNanos());
  }

  /// @param nanos that it took; nothing is recorded if negative
  void record(Timer timer, long nanos) {
    if (nanos < 0) {
      return;
    }
    times.computeIfAbsent(timer, _ -> new Timer.Times()).add(nanos);
    Example example = examples.of(nanos / Timer.NANOS);
    if (example != null) {
      timer.show(nanos, example);
    }
  }

  /// Adds it to the meters.
  void handOver() {
    sums.forEach((counter, sum) -> {
      if (sum.amount > 0) {
        counter.add(sum.amount);
        sum.amount = 0;
      }
    });
    times.forEach(Timer::add);
  }
}
