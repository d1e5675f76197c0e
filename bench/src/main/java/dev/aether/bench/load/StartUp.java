package dev.aether.bench.load;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How long it takes from starting the command to its first answer.
final class StartUp {
  private static final int TIMES = 9;

  private StartUp() {}

  static void measure(Results results) throws IOException, InterruptedException {
    Map<String, String> without = new HashMap<>(Servers.plain());
    without.put("AETHER_JAVA_OPTS", "-XX:AOTMode=off");
    firstAnswer(Servers.plain()); // the cache is written by the first start
    List<Double> cached = new ArrayList<>();
    List<Double> uncached = new ArrayList<>();
    List<Double> version = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      cached.add(firstAnswer(Servers.plain()));
      uncached.add(firstAnswer(without));
      version.add(version());
    }
    results.add(Row.START, "to the first answer, AOT cache", middle(cached), "ms");
    results.add(Row.START, "to the first answer, without", middle(uncached), "ms");
    results.add(Row.START, "aether version", middle(version), "ms");
  }

  private static double middle(List<Double> values) {
    return InTurn.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double firstAnswer(Map<String, String> environment) throws IOException {
    long start = System.nanoTime();
    try (Program aether = Program.aether(environment);
        var connection = new Connection(aether.base(), "/execute", "application/json")) {
      connection.post(Bodies.same().apply(0));
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static double version() throws IOException, InterruptedException {
    long start = System.nanoTime();
    int code =
        new ProcessBuilder("./aether", "version")
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException("aether version ended with " + code);
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
