package dev.aether.telemetry;

import java.time.Duration;
import java.util.Arrays;

/// What one execution adds to meters, added up here until [#handOver()]: a meter that many threads
/// share costs most where two cores write to it in turn. Not for more than one thread at a time.
///
/// An execution touches so few meters that looking through them is faster than hashing.
final class Tally {
  private static final int AT_FIRST = 8;

  private final Example.Maker examples;
  private Counter[] counters = new Counter[AT_FIRST];
  private double[] amounts = new double[AT_FIRST];
  private int countersUsed;
  private Timer.Times[] times = new Timer.Times[AT_FIRST / 2];
  private int timesUsed;

  /// @param examples makes measurements examples of the execution
  Tally(Example.Maker examples) {
    this.examples = examples;
  }

  /// @param amount nothing is added if it is not positive
  void add(Counter counter, double amount) {
    if (amount <= 0) {
      return;
    }
    int place = place(counter); // which may make room, so it comes first
    amounts[place] += amount;
    Example example = examples.of(amount);
    if (example != null) {
      counter.show(example);
    }
  }

  private int place(Counter counter) {
    for (int i = 0; i < countersUsed; i++) {
      if (counters[i] == counter) {
        return i;
      }
    }
    if (countersUsed == counters.length) {
      counters = Arrays.copyOf(counters, countersUsed * 2);
      amounts = Arrays.copyOf(amounts, countersUsed * 2);
    }
    counters[countersUsed] = counter;
    return countersUsed++;
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
    times(timer).add(nanos);
    Example example = examples.of(nanos / Timer.NANOS);
    if (example != null) {
      timer.show(nanos, example);
    }
  }

  private Timer.Times times(Timer timer) {
    for (int i = 0; i < timesUsed; i++) {
      if (times[i].of(timer)) {
        return times[i];
      }
    }
    if (timesUsed == times.length) {
      times = Arrays.copyOf(times, timesUsed * 2);
    }
    Timer.Times first = timer.new Times();
    times[timesUsed++] = first;
    return first;
  }

  /// Adds it to the meters.
  void handOver() {
    for (int i = 0; i < countersUsed; i++) {
      if (amounts[i] > 0) {
        counters[i].add(amounts[i]);
        amounts[i] = 0;
      }
    }
    for (int i = 0; i < timesUsed; i++) {
      times[i].handOver();
    }
  }
}
