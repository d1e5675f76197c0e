package dev.aether.bench;

import com.sun.management.ThreadMXBean;
import dev.aether.context.Value;
import dev.aether.engine.Engine;
import dev.aether.engine.NodeDetails;
import dev.aether.engine.NodeOutcome;
import dev.aether.engine.NodeOutput;
import dev.aether.engine.NodeRunner;
import dev.aether.engine.RunOptions;
import dev.aether.template.Sensitivity;
import dev.aether.workflow.Plan;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Time and memory of planning and running by the number of nodes and of executions, to see that
/// they grow in a line. Nodes take no time, and each has a thread, as calls have.
public final class LargeFlows {
  private static final int ROUNDS = 7;
  private static final int NODES_A_ROUND = 200_000;
  private static final int[] SIZES = {10, 100, 1_000, 10_000, 100_000};
  private static final int EXECUTIONS_A_ROUND = 20_000;
  private static final int[] EXECUTIONS = {10, 100, 1_000, 10_000};
  private static final int WIDTH = 5;
  private static final Plan FAN = Flows.plan(Flows.parse(Flows.fan(WIDTH)));
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final NodeOutcome DONE =
      new NodeOutcome.Succeeded(NodeOutput.text("", Sensitivity.LOW), NodeDetails.NONE);

  private LargeFlows() {}

  /// What one node took.
  private record Taken(double nanos, double bytes) {}

  /// Prints a table.
  public static void main(String[] args) {
    Engine engine = engine((_, _) -> DONE);
    for (PrintStream out :
        new PrintStream[] {new PrintStream(OutputStream.nullOutputStream()), System.out}) {
      out.println("| nodes | shape | to plan µs | to run µs | both µs | bytes allocated | kept |");
      out.println("|---|---|---|---|---|---|---|");
      for (int nodes : SIZES) {
        measure(out, engine, nodes, "wide", Flows.parse(Flows.wide(nodes)));
        measure(out, engine, nodes, "chain", Flows.parse(Flows.chain(nodes)));
      }
      out.println();
      out.println("| executions at once | µs of one | bytes of one while all wait |");
      out.println("|---|---|---|");
      for (int executions : EXECUTIONS) {
        out.printf(
            Locale.ROOT,
            "| %,d | %.1f | %,.0f |%n",
            executions,
            together(engine, executions),
            waiting(executions));
      }
    }
  }

  private static void measure(
      PrintStream out, Engine engine, int nodes, String shape, Value document) {
    Taken planned = medians(nodes, () -> Flows.plan(document));
    Plan plan = Flows.plan(document);
    Taken ran = medians(nodes, () -> engine.run(plan, Value.Obj.EMPTY, RunOptions.DEFAULT));
    out.printf(
        Locale.ROOT,
        "| %,d | %s | %.2f | %.2f | %.2f | %,.0f | %,.0f |%n",
        nodes,
        shape,
        planned.nanos / 1e3,
        ran.nanos / 1e3,
        (planned.nanos + ran.nanos) / 1e3,
        planned.bytes + ran.bytes,
        kept(nodes, document));
  }

  private static Taken medians(int nodes, Runnable work) {
    double[] nanos = new double[ROUNDS];
    double[] bytes = new double[ROUNDS];
    int repeat = NODES_A_ROUND / nodes;
    for (int round = 0; round < ROUNDS; round++) {
      long allocated = THREADS.getTotalThreadAllocatedBytes();
      long start = System.nanoTime();
      for (int i = 0; i < repeat; i++) {
        work.run();
      }
      nanos[round] = (System.nanoTime() - start) / (double) (repeat * nodes);
      bytes[round] =
          (THREADS.getTotalThreadAllocatedBytes() - allocated) / (double) (repeat * nodes);
    }
    Arrays.sort(nanos);
    Arrays.sort(bytes);
    return new Taken(nanos[ROUNDS / 2], bytes[ROUNDS / 2]);
  }

  /// Bytes of a node that stay in memory with its plan.
  private static double kept(int nodes, Value document) {
    var plans = new Plan[Math.max(2, NODES_A_ROUND / nodes)];
    long before = used();
    for (int i = 0; i < plans.length; i++) {
      plans[i] = Flows.plan(document);
    }
    double bytes = (used() - before) / (double) (plans.length * plans[0].size());
    return plans[plans.length - 1].size() == nodes ? bytes : Double.NaN;
  }

  /// Microseconds of one of so many executions that begin together.
  private static double together(Engine engine, int executions) {
    double[] micros = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      int repeat = Math.max(1, EXECUTIONS_A_ROUND / executions);
      long start = System.nanoTime();
      for (int i = 0; i < repeat; i++) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
          begin(threads, engine, executions);
        }
      }
      micros[round] = (System.nanoTime() - start) / 1e3 / repeat / executions;
    }
    Arrays.sort(micros);
    return micros[ROUNDS / 2];
  }

  /// Bytes of one of so many executions, each of which waits for five answers.
  private static double waiting(int executions) {
    var asked = new Semaphore(0);
    var answered = new CountDownLatch(1);
    Engine engine =
        engine((_, _) -> {
          asked.release();
          answered.await();
          return DONE;
        });
    long before = used();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      begin(threads, engine, executions);
      asked.acquireUninterruptibly(WIDTH * executions);
      double bytes = (used() - before) / (double) executions;
      answered.countDown();
      return bytes;
    }
  }

  private static void begin(ExecutorService threads, Engine engine, int executions) {
    for (int i = 0; i < executions; i++) {
      threads.execute(() -> engine.run(FAN, Value.Obj.EMPTY, RunOptions.DEFAULT));
    }
  }

  private static Engine engine(NodeRunner runner) {
    return new Engine(
        runner, _ -> Optional.empty(), () -> "x", InstantSource.system(), System::nanoTime);
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
