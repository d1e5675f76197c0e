package dev.aether.telemetry;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How long something took, in buckets that are the same for all. Safe for use by many threads.
///
/// Made for being recorded to many times an execution: what can be done when somebody reads is done
/// then.
final class Timer {
  static final double NANOS = Duration.ofSeconds(1).toNanos();
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();
  private static final long[] BOUNDS =
      IntStream.of(
              1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000)
          .mapToLong(millis -> Duration.ofMillis(millis).toNanos())
          .toArray();
  private static final double[] SECONDS =
      IntStream.rangeClosed(0, BOUNDS.length)
          .mapToDouble(i -> i < BOUNDS.length ? BOUNDS[i] / NANOS : Double.POSITIVE_INFINITY)
          .toArray();

  private final LongAdder[] counts =
      Stream.generate(LongAdder::new).limit(SECONDS.length).toArray(LongAdder[]::new);
  private final LongAdder sum = new LongAdder();
  private final AtomicLong longest = new AtomicLong();
  private final AtomicReferenceArray<@Nullable Example> latest =
      new AtomicReferenceArray<>(SECONDS.length);
  private final LongSupplier nanoTime;
  private long longestBefore; // this and the next: of the thread that reads
  private long windowBegan;

  Timer(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.windowBegan = nanoTime.getAsLong();
  }

  /// Times that are not added yet: of one bucket, which is that of most. Not for more than one
  /// thread at a time.
  final class Times {
    private int bucket;
    private int count;
    private long nanos;
    private long most;

    void add(long one) {
      int its = bucket(one);
      if (its != bucket) {
        handOver();
        bucket = its;
      }
      count++;
      nanos += one;
      most = Math.max(most, one);
    }

    /// Makes something that was added the example of its bucket.
    void show(long one, Example example) {
      Timer.this.show(one, example);
    }

    boolean of(Timer timer) {
      return Timer.this == timer;
    }

    /// Adds them, so that there are none afterwards.
    void handOver() {
      if (count == 0) {
        return;
      }
      counts[bucket].add(count);
      sum.add(nanos);
      long seen = longest.get();
      while (most > seen && !longest.compareAndSet(seen, most)) {
        seen = longest.get();
      }
      count = 0;
      nanos = 0;
      most = 0;
    }
  }

  /// Makes something that was added the example of its bucket.
  void show(long nanos, Example example) {
    latest.set(bucket(nanos), example);
  }

  /// Most of what is recorded often is short, so the first look mostly finds it.
  private static int bucket(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS.length && nanos > BOUNDS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  /// What it shows to a reader.
  HistogramDataPointSnapshot point(Labels labels) {
    long[] inBuckets = Arrays.stream(counts).mapToLong(LongAdder::sum).toArray();
    var exemplars = Exemplars.builder();
    for (int i = 0; i < latest.length(); i++) {
      Example example = latest.get(i);
      if (example != null) {
        exemplars.exemplar(Example.exemplar(example));
      }
    }
    return new HistogramDataPointSnapshot(
        ClassicHistogramBuckets.of(SECONDS, inBuckets),
        sum.sum() / NANOS,
        labels,
        exemplars.build(),
        0);
  }

  /// The longest of late: of this window and the one before. A window ends when somebody reads
  /// after its time.
  synchronized GaugeDataPointSnapshot longest(Labels labels) {
    long now = nanoTime.getAsLong();
    if (now - windowBegan >= WINDOW) {
      longestBefore = longest.getAndSet(0);
      windowBegan = now;
    }
    return new GaugeDataPointSnapshot(Math.max(longest.get(), longestBefore) / NANOS, labels, null);
  }
}
