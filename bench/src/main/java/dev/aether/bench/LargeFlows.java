package dev.aether.bench;

import dev.aether.context.Value;
import dev.aether.engine.Engine;
import dev.aether.engine.NodeDetails;
import dev.aether.engine.NodeOutcome;
import dev.aether.engine.NodeOutput;
import dev.aether.engine.RunOptions;
import dev.aether.template.Sensitivity;
import dev.aether.workflow.Plan;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/// Planning and running time by the number of nodes, to see that they grow in a line.
public final class LargeFlows {
  private static final int ROUNDS = 5;

  private LargeFlows() {}

  /// Prints a table.
  public static void main(String[] args) {
    PrintStream out = System.out;
    var engine =
        new Engine(
            (_, _) ->
                new NodeOutcome.Succeeded(NodeOutput.text("", Sensitivity.LOW), NodeDetails.NONE),
            _ -> Optional.empty(),
            () -> "x",
            InstantSource.system(),
            System::nanoTime);
    out.println("| nodes | shape | plan ms | run ms | µs per node |");
    out.println("|---|---|---|---|---|");
    for (int nodes : new int[] {10, 100, 1_000, 10_000, 100_000}) {
      measure(out, engine, nodes, "wide", Flows.parse(Flows.wide(nodes)));
      measure(out, engine, nodes, "chain", Flows.parse(Flows.chain(nodes)));
    }
  }

  private static void measure(
      PrintStream out, Engine engine, int nodes, String shape, Value document) {
    double[] planned = new double[ROUNDS];
    double[] ran = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      int repeat = Math.max(1, 20_000 / nodes);
      long start = System.nanoTime();
      Plan plan = Flows.plan(document);
      for (int i = 1; i < repeat; i++) {
        plan = Flows.plan(document);
      }
      long middle = System.nanoTime();
      for (int i = 0; i < repeat; i++) {
        engine.run(plan, Value.Obj.EMPTY, RunOptions.DEFAULT);
      }
      planned[round] = (middle - start) / 1e6 / repeat;
      ran[round] = (System.nanoTime() - middle) / 1e6 / repeat;
    }
    Arrays.sort(planned);
    Arrays.sort(ran);
    double plan = planned[ROUNDS / 2];
    double run = ran[ROUNDS / 2];
    out.printf("| %,d | %s | %.3f | %.3f | %.2f |%n", nodes, shape, plan, run, run * 1000 / nodes);
  }
}
