package dev.aether.bench.cache;

import dev.aether.Aether;
import dev.aether.config.CacheSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.context.Members;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.Report;
import dev.aether.engine.RunOptions;
import dev.aether.telemetry.LogFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// Two runtimes that share a Redis, under a steady load; in the middle the Redis is killed or
/// stopped, and later it is there again. How much longer do executions take, how many fail, and
/// when is the Redis used again?
///
/// Arguments: executions a second (400), seconds of each of the three stretches (7).
public final class SharedOutage {
  private static final String FLOW =
      """
      {"nodes": [{"id": "a", "node_type": "llm_fn", "prompt_template": "Say {{context.word}}"}]}
      """;
  private static final int MOCK_MILLIS = 20;

  private final List<Aether> runtimes;
  private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();

  /// @param sinceStart when the execution began, in nanoseconds
  private record Done(long sinceStart, long nanos, boolean failed, boolean hit) {}

  private SharedOutage(List<Aether> runtimes) {
    this.runtimes = runtimes;
  }

  /// Prints a table for each way of going away.
  public static void main(String[] args) throws IOException, InterruptedException {
    LogFormat.install(false, "error");
    int perSecond = args.length > 0 ? Integer.parseInt(args[0]) : 400;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    PrintStream out = System.out;
    for (boolean killed : new boolean[] {true, false}) {
      out.printf("%s, %d executions a second%n", killed ? "SIGKILL" : "SIGSTOP", perSecond);
      try (var redis = new RedisProcess();
          Aether one = Aether.with(settings(redis));
          Aether other = Aether.with(settings(redis))) {
        new SharedOutage(List.of(one, other)).measure(out, redis, killed, perSecond, seconds);
      }
    }
  }

  private static Settings settings(RedisProcess redis) {
    return Settings.defaults()
        .with(LlmSetting.PROVIDER, "mock")
        .with(LlmSetting.MOCK_LATENCY_MS, Integer.toString(MOCK_MILLIS))
        .with(CacheSetting.CACHE_MAX_ENTRIES, "100000")
        .with(CacheSetting.CACHE_STORE, redis.uri());
  }

  private void measure(
      PrintStream out, RedisProcess redis, boolean killed, int perSecond, int seconds)
      throws IOException, InterruptedException {
    load(perSecond, 3, "warm");
    done.clear();
    long start = System.nanoTime();
    Thread load = Thread.ofPlatform().start(() -> load(perSecond, 3 * seconds, "load"));
    Thread.sleep(Duration.ofSeconds(seconds));
    long gone = System.nanoTime() - start;
    if (killed) {
      redis.kill();
    } else {
      redis.signal("STOP");
    }
    Thread.sleep(Duration.ofSeconds(seconds));
    if (killed) {
      redis.restart();
    } else {
      redis.signal("CONT");
    }
    long back = System.nanoTime() - start;
    long usedAgain = untilShared();
    load.join();
    out.println("| stretch | executions | failed | hits | p50 ms | p99 ms | most ms |");
    out.println("|---|---|---|---|---|---|---|");
    row(out, "before", 0, gone);
    row(out, "first second of the outage", gone, gone + Duration.ofSeconds(1).toNanos());
    row(out, "outage", gone, back);
    row(out, "after", back, Long.MAX_VALUE);
    out.printf("used again %.0f ms after it was back%n%n", usedAgain / 1e6);
  }

  /// Open loop: executions begin when it is time, however long those before them take. Every fifth
  /// asks something new; the others ask again what was asked lately, of either runtime.
  private void load(int perSecond, int seconds, String name) {
    var random = new SplittableRandom(7);
    long start = System.nanoTime();
    long pause = Duration.ofSeconds(1).toNanos() / perSecond;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < perSecond * seconds; i++) {
        while (System.nanoTime() - start < i * pause) {
          LockSupport.parkNanos(start + i * pause - System.nanoTime());
        }
        int newest = i / 5;
        String word = name + (newest - (i % 5 == 0 ? 0 : random.nextInt(50)));
        Aether runtime = runtimes.get(random.nextInt(runtimes.size()));
        long began = System.nanoTime();
        var _ = threads.submit(() -> done.add(run(runtime, word, began - start, began)));
      }
    }
  }

  private static Done run(Aether runtime, String word, long sinceStart, long began)
      throws InterruptedException {
    Report report = report(runtime, word);
    return new Done(
        sinceStart,
        System.nanoTime() - began,
        report.status() != ExecutionStatus.SUCCEEDED,
        hit(report));
  }

  private static Report report(Aether runtime, String word) throws InterruptedException {
    return runtime.run(
        runtime.prepare(FLOW, new Members().put("word", word).end(), RunOptions.DEFAULT), _ -> {});
  }

  private static boolean hit(Report report) {
    return report.results().stream().anyMatch(Report.NodeReport::cacheHit);
  }

  /// Time until what one runtime has asked is a hit on the other.
  private long untilShared() throws InterruptedException {
    long start = System.nanoTime();
    for (int round = 0; ; round++) {
      Report _ = report(runtimes.getFirst(), "again" + round);
      if (hit(report(runtimes.getLast(), "again" + round))) {
        return System.nanoTime() - start;
      }
    }
  }

  private void row(PrintStream out, String name, long from, long to) {
    List<Done> in = new ArrayList<>();
    for (Done one : done) {
      if (one.sinceStart() >= from && one.sinceStart() < to) {
        in.add(one);
      }
    }
    long[] nanos = in.stream().mapToLong(Done::nanos).sorted().toArray();
    if (nanos.length > 0) {
      out.printf(
          "| %s | %d | %d | %d | %.1f | %.1f | %.1f |%n",
          name,
          nanos.length,
          in.stream().filter(Done::failed).count(),
          in.stream().filter(Done::hit).count(),
          nanos[(nanos.length - 1) / 2] / 1e6,
          nanos[(int) (0.99 * (nanos.length - 1))] / 1e6,
          nanos[nanos.length - 1] / 1e6);
    }
  }
}
