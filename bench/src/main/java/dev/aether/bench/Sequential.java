package dev.aether.bench;

import dev.aether.Aether;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.RunOptions;
import dev.aether.llm.Call.Mode;
import dev.aether.telemetry.LogFormat;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Optional;

/// How much sooner a flow ends than one node at a time, with a mock that takes as long as a model
/// might.
public final class Sequential {
  private static final int ROUNDS = 9;

  private Sequential() {}

  /// Prints a table.
  public static void main(String[] args) throws InterruptedException {
    LogFormat.install(false, "warn");
    PrintStream out = System.out;
    out.println("| flow | latency of a node ms | one at a time ms | dataflow ms | saved |");
    out.println("|---|---|---|---|---|");
    for (int latency : new int[] {20, 50, 200}) {
      Settings settings =
          Settings.defaults()
              .with(LlmSetting.PROVIDER, "mock")
              .with(LlmSetting.MOCK_LATENCY_MS, Integer.toString(latency));
      try (Aether aether = Aether.with(settings)) {
        compare(out, aether, "5 + 1", latency, Flows.fan(5));
        compare(out, aether, "20 + 1", latency, Flows.fan(20));
      }
    }
  }

  private static void compare(PrintStream out, Aether aether, String name, int latency, String flow)
      throws InterruptedException {
    median(aether, flow, true); // loads what is loaded on first use
    double one = median(aether, flow, true);
    double all = median(aether, flow, false);
    out.printf(
        "| %s | %d | %.0f | %.0f | %.0f %% |%n", name, latency, one, all, 100 * (1 - all / one));
  }

  private static double median(Aether aether, String flow, boolean sequential)
      throws InterruptedException {
    double[] millis = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      var options =
          new RunOptions(
              sequential,
              Integer.MAX_VALUE,
              Optional.empty(),
              Optional.empty(),
              Mode.BYPASS,
              false,
              "");
      Value.Obj context = new Members().put("topic", round).end();
      millis[round] =
          aether.run(aether.prepare(flow, context, options), _ -> {}).total().toNanos() / 1e6;
    }
    Arrays.sort(millis);
    return millis[ROUNDS / 2];
  }
}
