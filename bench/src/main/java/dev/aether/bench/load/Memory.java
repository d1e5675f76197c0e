package dev.aether.bench.load;

/// What a server holds in memory, idle and after many requests.
final class Memory {
  private static final int STEP = 200_000;
  private static final int REQUESTS = 1_000_000;

  private Memory() {}

  static void measure(Results results) {
    try (Program aether = Program.aether(Servers.plain())) {
      results.add(Row.MEMORY, "idle", (double) aether.residentMib(), "MiB");
      var load = new Load(aether.base(), "/execute", Bodies.same());
      load.closed(
          64,
          REQUESTS,
          STEP,
          asked ->
              results.add(
                  Row.MEMORY,
                  "after %,d requests".formatted(asked),
                  (double) aether.residentMib(),
                  "MiB"));
    }
  }
}
