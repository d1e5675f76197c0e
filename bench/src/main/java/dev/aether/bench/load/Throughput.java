package dev.aether.bench.load;

import dev.aether.bench.load.InTurn.Middle;
import dev.aether.bench.load.InTurn.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// Rows that compare how many requests a second two servers answer.
final class Throughput {
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final InTurn LOAD = new InTurn(64, WARM_UP, 6, Duration.ofSeconds(4));
  private static final int PAIRS = 5;
  private static final InTurn CALLING = new InTurn(30, WARM_UP, 6, Duration.ofSeconds(5));

  private Throughput() {}

  /// Six nodes, all answered by the cache.
  static void warm(Results results) throws IOException {
    besideBare(results, Row.WARM, Bodies.same());
  }

  /// Six nodes, none answered by the cache.
  static void cold(Results results) throws IOException {
    besideBare(results, Row.COLD, Bodies.differing("cold"));
  }

  private static void besideBare(Results results, Row row, IntFunction<byte[]> bodies)
      throws IOException {
    try (Program aether = Program.aether(Servers.plain())) {
      int size = sizeOfAnswer(aether);
      try (Program bare = Program.java(BareServer.class, Integer.toString(size), "bytes");
          Program json = Program.java(BareServer.class, Integer.toString(size), "json")) {
        compare(
            results,
            row,
            LOAD.measure(
                List.of(
                    side("aether", aether, bodies),
                    side("bare server", bare, bodies),
                    side("bare server that reads and writes JSON", json, bodies))));
      }
    }
  }

  private static int sizeOfAnswer(Program aether) throws IOException {
    try (var connection = new Connection(aether.base(), "/execute", "application/json")) {
      return connection.post(Bodies.same().apply(0));
    }
  }

  /// Metrics and traces against neither.
  static void observed(Results results) {
    try (Program sink = Program.java(SpanSink.class)) {
      against(results, Row.OBSERVED, "metrics and traces", Servers.traced(sink));
    }
  }

  /// Metrics, traces and executions in a file against none of them.
  static void everything(Results results) throws IOException, SQLException {
    Path folder = Files.createTempDirectory("aether-bench");
    try (Program sink = Program.java(SpanSink.class)) {
      results.add(
          Row.EVERYTHING, "an execution's rows in SQLite, alone", BareStore.micros(folder), "µs");
      against(results, Row.EVERYTHING, "everything on", Servers.everything(sink, folder));
    } finally {
      remove(folder);
    }
  }

  /// Executions in a file against executions in memory, with a provider that takes 50 ms.
  static void durable(Results results) throws IOException {
    Path folder = Files.createTempDirectory("aether-bench");
    try (Program vendor = Servers.vendor(50);
        Program file = Program.aether(Servers.durable(vendor, folder));
        Program memory = Program.aether(Servers.calling(vendor))) {
      compare(
          results,
          Row.DURABLE,
          CALLING.measure(
              List.of(
                  side("in a file", file, Bodies.differing("durable")),
                  side("in memory", memory, Bodies.differing("memory")))));
    } finally {
      remove(folder);
    }
  }

  /// What the compiler makes of a server differs from start to start by more than what is looked
  /// for. So several pairs are started one after the other, and the one in the middle counts.
  private static void against(
      Results results, Row row, String name, Map<String, String> environment) {
    List<List<Middle>> pairs = new ArrayList<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      try (Program on = Program.aether(environment);
          Program off = Program.aether(Servers.unobserved())) {
        pairs.add(
            LOAD.measure(
                List.of(side(name, on, Bodies.same()), side("all off", off, Bodies.same()))));
      }
    }
    pairs.sort(Comparator.comparingDouble(pair -> pair.getLast().ratio()));
    compare(results, row, pairs.get(PAIRS / 2));
    results.add(row, "lowest of the pairs", pairs.getFirst().getLast().ratio(), "×");
    results.add(row, "highest of the pairs", pairs.getLast().getLast().ratio(), "×");
  }

  private static Side side(String name, Program server, IntFunction<byte[]> bodies) {
    return new Side(name, server, new Load(server.base(), "/execute", bodies));
  }

  private static void compare(Results results, Row row, List<Middle> middles) {
    for (Middle middle : middles) {
      results.add(row, middle.name() + ": requests a second", middle.perSecond(), "/s");
      results.add(row, middle.name() + ": p50", middle.p50(), "ms");
      results.add(row, middle.name() + ": p99", middle.p99(), "ms");
      results.add(row, middle.name() + ": processor time of a request", middle.cpuMicros(), "µs");
      if (middle.failed() > 0) {
        results.add(row, middle.name() + ": connections that failed", middle.failed(), "");
      }
    }
    for (Middle other : middles.subList(1, middles.size())) {
      results.add(row, "against " + other.name(), other.ratio(), "×");
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException broken) {
              throw new UncheckedIOException(broken);
            }
          });
    }
  }
}
