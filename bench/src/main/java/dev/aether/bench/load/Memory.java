package dev.aether.bench.load;

import java.time.Duration;

/// What a server holds in memory, idle and after many requests.
final class Memory {
  private static final int STEP = 200_000;
  private static final int REQUESTS = 1_000_000;

  private Memory() {}

  static void measure(Results results) {
    try (Program aether = Program.aether(Servers.plain())) {
      results.add(Row.MEMORY, "idle", (double) aether.residentMib(), "MiB");
      var load = new Load(aether.base(), "/execute", Bodies.same());
      long asked = 0;
      for (int goal = STEP; goal <= REQUESTS; goal += STEP) {
        while (asked < goal) {
          asked += load.closed(64, Duration.ofSeconds(2)).nanos().getTotalCount();
        }
        results.add(
            Row.MEMORY,
            "after %,d requests".formatted(asked),
            (double) aether.residentMib(),
            "MiB");
      }
    }
  }
}
