package dev.aether.bench.load;

import java.time.Duration;

/// Rows about how long requests take whose answers come from a provider.
final class Latency {
  private static final int VENDOR_MILLIS = 50;
  private static final double CRITICAL_PATH_MILLIS = 2.0 * VENDOR_MILLIS;
  private static final int TOGETHER = 2_000;
  private static final int WIDTH = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private Latency() {}

  /// Six nodes over HTTP at 50 ms each, thirty executions at a time.
  static void steady(Results results) {
    try (Program vendor = Servers.vendor(VENDOR_MILLIS);
        Program aether = Program.aether(Servers.calling(vendor))) {
      var load = new Load(aether.base(), "/execute", Bodies.differing("steady"));
      load.closed(30, WARM_UP);
      Load.Seen seen = load.closed(30, Duration.ofSeconds(20));
      results.add(Row.STEADY, "executions a second", seen.perSecond(), "/s");
      results.add(Row.STEADY, "p50 / critical path", seen.millis(50) / CRITICAL_PATH_MILLIS, "×");
      results.add(Row.STEADY, "p99 / critical path", seen.millis(99) / CRITICAL_PATH_MILLIS, "×");
      results.add(Row.STEADY, "failed", seen.failed(), "");
    }
  }

  /// Two thousand of the same at once, five times after a first one that does not count.
  static void atOnce(Results results) {
    try (Program vendor = Servers.vendor(VENDOR_MILLIS);
        Program aether = Program.aether(Servers.calling(vendor))) {
      var load = new Load(aether.base(), "/execute", Bodies.differing("burst"));
      load.closed(64, WARM_UP);
      double[] walls = new double[5];
      int failed = 0;
      double cpu = 0;
      load.together(TOGETHER);
      for (int i = 0; i < walls.length; i++) {
        Duration before = aether.cpu().plus(vendor.cpu());
        Load.Seen seen = load.together(TOGETHER);
        cpu += aether.cpu().plus(vendor.cpu()).minus(before).toNanos() / 1e6 / walls.length;
        walls[i] = seen.took().toNanos() / 1e6;
        failed += seen.failed();
      }
      double wall = InTurn.median(walls);
      results.add(Row.AT_ONCE, "the calls alone", alone(vendor), "ms");
      results.add(Row.AT_ONCE, "until the last answer", wall, "ms");
      results.add(Row.AT_ONCE, "against the critical path", wall / CRITICAL_PATH_MILLIS, "×");
      results.add(Row.AT_ONCE, "processor time of server and stand-in", cpu, "ms");
      results.add(Row.AT_ONCE, "memory afterwards", (double) aether.residentMib(), "MiB");
      results.add(Row.AT_ONCE, "failed", failed, "");
    }
  }

  /// The same calls, sent by the driver itself over connections that are there already: first all
  /// that depend on nothing, then the others.
  private static double alone(Program vendor) {
    var calls = new Load(vendor.base(), "/v1/chat/completions", Bodies.calls());
    double[] walls = new double[5];
    for (int i = 0; i < walls.length; i++) {
      Duration first = calls.together(WIDTH * TOGETHER).took();
      walls[i] = first.plus(calls.together(TOGETHER).took()).toNanos() / 1e6;
    }
    return InTurn.median(walls);
  }

  /// What the server adds to a provider's time at half the load that it can bear.
  static void overhead(Results results) {
    try (Program vendor = Servers.vendor(VENDOR_MILLIS);
        Program aether = Program.aether(Servers.calling(vendor))) {
      var load = new Load(aether.base(), "/execute", Bodies.single("Say"));
      load.closed(256, WARM_UP);
      double most = load.closed(256, Duration.ofSeconds(5)).perSecond();
      load.open(most / 2, Duration.ofSeconds(5));
      Load.Seen seen = load.open(most / 2, Duration.ofSeconds(20));
      results.add(Row.OVERHEAD, "executions a second at full load", most, "/s");
      results.add(Row.OVERHEAD, "p50 at half of it", seen.millis(50) - VENDOR_MILLIS, "ms");
      results.add(Row.OVERHEAD, "p99 at half of it", seen.millis(99) - VENDOR_MILLIS, "ms");
      results.add(Row.OVERHEAD, "failed", seen.failed(), "");
    }
  }
}
