package dev.aether.bench.peers;

import dev.aether.bench.peers.Peer.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/// Measures one peer and prints a line for each case: peer, case, value, separated by tabs.
///
/// A peer in another language does the same in its own words: see `bench/peers/langgraphjs`.
public final class Measure {
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration ROUND = Duration.ofSeconds(3);
  private static final int CALLERS = 8;
  private static final int NODE_MILLIS = 50;
  private static final int AT_ONCE = 1_000;
  private static final int SINGLE_RUNS = 15;
  private static final int WARM_UP_RUNS = 40;

  private final String name;
  private final Peer peer;

  private Measure(String name, Peer peer) {
    this.name = name;
    this.peer = peer;
  }

  /// Measures all cases.
  public static void all(String name, Peer peer) throws InterruptedException, ExecutionException {
    var measure = new Measure(name, peer);
    measure.throughput();
    measure.single(Case.FAN_50, Shape.FAN, NODE_MILLIS);
    measure.single(Case.WIDE, Shape.WIDE, 0);
    measure.single(Case.CHAIN, Shape.CHAIN, 0);
    measure.burst();
  }

  /// Executions that take no time, one after the other, for each of a few callers.
  private void throughput() throws InterruptedException, ExecutionException {
    Runnable work = peer.prepare(Shape.FAN, 0);
    repeat(work, WARM_UP);
    say(Case.FAN_0, repeat(work, ROUND));
  }

  private static double repeat(Runnable work, Duration howLong)
      throws InterruptedException, ExecutionException {
    var done = new LongAdder();
    long start = System.nanoTime();
    together(
        CALLERS,
        () -> {
          while (System.nanoTime() - start < howLong.toNanos()) {
            work.run();
            done.increment();
          }
        });
    return done.sum() / ((System.nanoTime() - start) / 1e9);
  }

  private void single(Case of, Shape shape, int nodeMillis) {
    Runnable work = peer.prepare(shape, nodeMillis);
    for (int i = 0; i < WARM_UP_RUNS; i++) {
      work.run();
    }
    double[] millis = new double[SINGLE_RUNS];
    for (int i = 0; i < millis.length; i++) {
      long start = System.nanoTime();
      work.run();
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    say(of, median(millis));
  }

  private void burst() throws InterruptedException, ExecutionException {
    Runnable work = peer.prepare(Shape.FAN, NODE_MILLIS);
    double[] millis = new double[4];
    for (int i = 0; i < millis.length; i++) {
      long start = System.nanoTime();
      together(AT_ONCE, work);
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    say(Case.BURST, median(Arrays.copyOfRange(millis, 1, millis.length)));
  }

  private static void together(int count, Runnable work)
      throws InterruptedException, ExecutionException {
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        all.add(threads.submit(work));
      }
    }
    for (Future<?> one : all) {
      one.get();
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void say(Case of, double value) {
    System.out.println(name + "\t" + of + "\t" + value);
  }
}
