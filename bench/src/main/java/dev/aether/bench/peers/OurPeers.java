package dev.aether.bench.peers;

import dev.aether.Aether;
import dev.aether.bench.Flows;
import dev.aether.config.CacheSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.Engine;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.NodeDetails;
import dev.aether.engine.NodeOutcome;
import dev.aether.engine.NodeOutput;
import dev.aether.engine.NodeRunner;
import dev.aether.engine.Report;
import dev.aether.engine.RunOptions;
import dev.aether.telemetry.LogFormat;
import dev.aether.template.Sensitivity;
import dev.aether.workflow.Plan;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The runtime, and the least that could do its work.
///
/// Argument: `bare`, `scheduler` (planner and scheduler alone), `planned` (the scheduler alone: the
/// graph is planned outside of what is measured, as LangGraph4j's is compiled), `threads` (planner
/// and scheduler, with a thread for each node also where it takes no time), `whole` (with
/// templates, guard, caches, events and metrics; every prompt is new) or `again` (the same, and all
/// prompts have been asked before).
///
/// Nodes that take no time run where they are, as LangGraph4j's do.
final class OurPeers {
  private static final NodeOutcome DONE =
      new NodeOutcome.Succeeded(NodeOutput.text("", Sensitivity.LOW), NodeDetails.NONE);
  private static final Value.Obj CONTEXT = new Members().put("topic", "tea").end();

  private OurPeers() {}

  /// Measures one of them.
  public static void main(String[] arguments) throws Exception {
    LogFormat.install(false, "error");
    switch (arguments[0]) {
      case "bare" -> Measure.all("bare scheduler", OurPeers::bare);
      case "scheduler" -> Measure.all("aether: planner and scheduler", OurPeers::scheduler);
      case "planned" -> Measure.all("aether: scheduler, planned before", OurPeers::planned);
      case "threads" ->
          Measure.all("aether: planner and scheduler, threads for all", OurPeers::threads);
      case "whole" -> Measure.all("aether: whole pipeline", OurPeers::whole);
      case "again" -> Measure.all("aether: whole pipeline, asked again", OurPeers::again);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /// Counts what each node waits for, and starts a virtual thread for each that waits no more.
  private static Runnable bare(Peer.Shape shape, int nodeMillis) {
    List<List<Integer>> dependents = new ArrayList<>();
    int size = shape == Peer.Shape.FAN ? shape.size() + 1 : shape.size();
    int[] waits = new int[size];
    for (int i = 0; i < size; i++) {
      dependents.add(new ArrayList<>());
    }
    for (int i = 0; i + 1 < size; i++) {
      if (shape != Peer.Shape.WIDE) {
        int next = shape == Peer.Shape.FAN ? size - 1 : i + 1;
        dependents.get(i).add(next);
        waits[next]++;
      }
    }
    return () -> {
      var done = new CountDownLatch(size);
      AtomicInteger[] left = new AtomicInteger[size];
      for (int i = 0; i < size; i++) {
        left[i] = new AtomicInteger(waits[i]);
      }
      var run =
          new Object() {
            void start(int node) {
              Thread _ =
                  Thread.ofVirtual()
                      .start(() -> {
                        Peer.node(nodeMillis);
                        for (int next : dependents.get(node)) {
                          if (left[next].decrementAndGet() == 0) {
                            start(next);
                          }
                        }
                        done.countDown();
                      });
            }
          };
      for (int i = 0; i < size; i++) {
        if (waits[i] == 0) {
          run.start(i);
        }
      }
      await(done);
    };
  }

  private static void await(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static String document(Peer.Shape shape) {
    return switch (shape) {
      case FAN -> Flows.fan(shape.size());
      case WIDE -> Flows.wide(shape.size());
      case CHAIN -> Flows.chain(shape.size());
    };
  }

  /// Plans each time, since a request brings its graph with it.
  private static Runnable scheduler(Peer.Shape shape, int nodeMillis) {
    return planning(shape, nodeMillis == 0 ? inPlace() : runner(nodeMillis));
  }

  private static Runnable threads(Peer.Shape shape, int nodeMillis) {
    return planning(shape, runner(nodeMillis));
  }

  private static Runnable planning(Peer.Shape shape, NodeRunner runner) {
    Engine engine = engine(runner);
    Value document = Flows.parse(document(shape));
    return () -> checked(engine.run(Flows.plan(document), CONTEXT, RunOptions.DEFAULT));
  }

  private static Runnable planned(Peer.Shape shape, int nodeMillis) {
    Engine engine = engine(nodeMillis == 0 ? inPlace() : runner(nodeMillis));
    Plan plan = Flows.plan(Flows.parse(document(shape)));
    return () -> checked(engine.run(plan, CONTEXT, RunOptions.DEFAULT));
  }

  private static Engine engine(NodeRunner runner) {
    return new Engine(
        runner, _ -> Optional.empty(), () -> "x", InstantSource.system(), System::nanoTime);
  }

  private static NodeRunner runner(int nodeMillis) {
    return (_, _) -> {
      Peer.node(nodeMillis);
      return DONE;
    };
  }

  /// Nodes whose outcome is there when they begin, as that of a cached answer is.
  private static NodeRunner inPlace() {
    return new NodeRunner() {
      @Override
      public NodeOutcome run(Job job, Progress progress) {
        return DONE;
      }

      @Override
      public Start begin(Job job, Progress progress) {
        return new Start.Over(run(job, progress));
      }
    };
  }

  /// Something new each time, so that no cache answers.
  private static Runnable whole(Peer.Shape shape, int nodeMillis) {
    var topics = new AtomicLong();
    return whole(shape, nodeMillis, topics::incrementAndGet);
  }

  /// The same each time, as the other peers do, so that the exact cache answers.
  private static Runnable again(Peer.Shape shape, int nodeMillis) {
    return whole(shape, nodeMillis, () -> 0);
  }

  private static Runnable whole(Peer.Shape shape, int nodeMillis, LongSupplier topics) {
    Aether aether =
        Aether.with(
            Settings.defaults()
                .with(LlmSetting.PROVIDER, "mock")
                .with(LlmSetting.MOCK_LATENCY_MS, Integer.toString(nodeMillis))
                .with(CacheSetting.CACHE_MAX_ENTRIES, "10000"));
    String document = document(shape);
    return () -> {
      try {
        Value.Obj context = new Members().put("topic", topics.getAsLong()).end();
        checked(aether.run(aether.prepare(document, context, RunOptions.DEFAULT), _ -> {}));
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    };
  }

  private static void checked(Report report) {
    if (report.status() != ExecutionStatus.SUCCEEDED) {
      throw new IllegalStateException(report.toString());
    }
  }
}
