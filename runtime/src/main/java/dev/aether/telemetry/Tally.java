package dev.aether.telemetry;

import java.time.Duration;
import java.util.Arrays;

/// What one execution adds to meters, added up here until [#handOver()]: a meter that many threads
/// share costs most where two cores write to it in turn. Not for more than one thread at a time.
///
/// Counters are found by their number, and times by looking through the few that there are.
final class Tally {
  private static final int AT_FIRST = 8;

  private final Example.Maker examples;
  private double[] amounts = new double[4 * AT_FIRST]; // by the counter's number
  private Counter[] touched = new Counter[AT_FIRST];
  private int touchedOnes;
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
    int number = counter.number();
    if (number >= amounts.length) {
      amounts = Arrays.copyOf(amounts, number + AT_FIRST);
    }
    if (amounts[number] == 0) {
      touch(counter);
    }
    amounts[number] += amount;
    Example example = examples.of(amount);
    if (example != null) {
      counter.show(example);
    }
  }

  private void touch(Counter counter) {
    if (touchedOnes == touched.length) {
      touched = Arrays.copyOf(touched, touchedOnes * 2);
    }
    touched[touchedOnes++] = counter;
  }

  void increment(Counter counter) {
    add(counter, 1);
  }

  /// Where times of a timer are added up, for one who records many.
  Timer.Times times(Timer timer) {
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

  void record(Timer timer, Duration took) {
    record(timer, took.toNanos());
  }

  /// @param nanos that it took; nothing is recorded if negative
  void record(Timer timer, long nanos) {
    if (nanos >= 0) {
      record(times(timer), nanos);
    }
  }

  /// @param nanos that it took; nothing is recorded if negative
  void record(Timer.Times its, long nanos) {
    if (nanos < 0) {
      return;
    }
    its.add(nanos);
    Example example = examples.of(nanos / Timer.NANOS);
    if (example != null) {
      its.show(nanos, example);
    }
  }

  /// Adds it to the meters.
  void handOver() {
    for (int i = 0; i < touchedOnes; i++) {
      int number = touched[i].number();
      touched[i].add(amounts[number]);
      amounts[number] = 0;
    }
    touchedOnes = 0;
    for (int i = 0; i < timesUsed; i++) {
      times[i].handOver();
    }
  }
}
