package dev.aether.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// A load on one path of one server.
///
/// @param bodies the body of each request by its number
record Load(URI server, String path, IntFunction<byte[]> bodies) {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /// What a load saw.
  ///
  /// @param nanos times of the answered requests
  /// @param failed requests that had no answer or not the right one
  record Seen(Histogram nanos, int failed, Duration took) {
    double perSecond() {
      return nanos.getTotalCount() / (took.toNanos() / 1e9);
    }

    double millis(double percentile) {
      return nanos.getValueAtPercentile(percentile) / 1e6;
    }
  }

  private static Histogram histogram() {
    return new ConcurrentHistogram(Duration.ofMinutes(10).toNanos(), 3);
  }

  /// A closed loop: each connection asks again as soon as it has its answer.
  Seen closed(int connections, Duration howLong) {
    Histogram times = histogram();
    var failed = new AtomicInteger();
    long start = System.nanoTime();
    long end = start + howLong.toNanos();
    atOnce(
        connections,
        () -> {
          try (var connection = new Connection(server, path, "application/json")) {
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
              connection.post(bodies.apply(NUMBERS.getAndIncrement()));
              times.recordValue(System.nanoTime() - now);
            }
          } catch (IOException _) {
            failed.incrementAndGet();
          }
        });
    return new Seen(times, failed.get(), since(start));
  }

  /// So many requests in a closed loop, each connection being kept to the last.
  ///
  /// @param step after how many requests `reached` is told their number
  void closed(int connections, int requests, int step, IntConsumer reached) {
    var begun = new AtomicInteger();
    atOnce(
        connections,
        () -> {
          try (var connection = new Connection(server, path, "application/json")) {
            for (int n = begun.incrementAndGet(); n <= requests; n = begun.incrementAndGet()) {
              connection.post(bodies.apply(NUMBERS.getAndIncrement()));
              if (n % step == 0) {
                reached.accept(n);
              }
            }
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        });
  }

  /// An open loop: requests begin when it is their time, however long those before them take, and
  /// their times count from then, so that a server that stalls cannot hide whom it kept waiting.
  Seen open(double perSecond, Duration howLong) {
    Histogram times = histogram();
    var failed = new AtomicInteger();
    BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(4096);
    int requests = (int) (perSecond * howLong.toNanos() / 1e9);
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      long due = start + (long) (i * 1e9 / perSecond);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  Connection free = idle.poll();
                  Connection connection =
                      free != null ? free : new Connection(server, path, "application/json");
                  connection.post(bodies.apply(NUMBERS.getAndIncrement()));
                  times.recordValue(System.nanoTime() - due);
                  if (!idle.offer(connection)) {
                    connection.close();
                  }
                } catch (IOException _) {
                  failed.incrementAndGet();
                }
              }));
    }
    threads.forEach(Load::join);
    Seen seen = new Seen(times, failed.get(), since(start));
    idle.forEach(Load::close);
    return seen;
  }

  /// So many requests at the same moment, each on a connection that is there already.
  Seen together(int requests) {
    Histogram times = histogram();
    var failed = new AtomicInteger();
    BlockingQueue<Connection> open = new ArrayBlockingQueue<>(requests);
    atOnce(
        requests,
        () -> {
          try {
            open.add(new Connection(server, path, "application/json"));
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        });
    long start = System.nanoTime();
    atOnce(
        requests,
        () -> {
          try (Connection connection = open.remove()) {
            connection.post(bodies.apply(NUMBERS.getAndIncrement()));
            times.recordValue(System.nanoTime() - start);
          } catch (IOException _) {
            failed.incrementAndGet();
          }
        });
    return new Seen(times, failed.get(), since(start));
  }

  private static void atOnce(int count, Runnable work) {
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        all.add(threads.submit(work));
      }
    }
    for (Future<?> one : all) {
      try {
        one.get();
      } catch (ExecutionException | InterruptedException defect) {
        throw new IllegalStateException(defect);
      }
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
