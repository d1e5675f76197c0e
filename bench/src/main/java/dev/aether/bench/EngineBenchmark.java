package dev.aether.bench;

import dev.aether.Aether;
import dev.aether.config.CacheSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.SecuritySetting;
import dev.aether.config.Settings;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.Engine;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.NodeDetails;
import dev.aether.engine.NodeOutcome;
import dev.aether.engine.NodeOutput;
import dev.aether.engine.Report;
import dev.aether.engine.RunOptions;
import dev.aether.execution.ExecutionRequest;
import dev.aether.llm.Call.Mode;
import dev.aether.telemetry.LogFormat;
import dev.aether.template.Sensitivity;
import dev.aether.workflow.Plan;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Executions per second with nodes that take no time: what the runtime itself costs.
///
/// Each invocation runs a batch on virtual threads, as the server does; an operation is one
/// execution, or one node where the name says so.
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineBenchmark {
  private static final int BATCH = 512;
  private static final int AT_ONCE = 32;
  private static final int WIDE = 1_000;
  private static final int CHAIN = 500;

  private final Value fan = Flows.parse(Flows.fan(5));
  private final Plan wide = Flows.plan(Flows.parse(Flows.wide(WIDE)));
  private final Plan chain = Flows.plan(Flows.parse(Flows.chain(CHAIN)));
  private final Value.Obj context = new Members().put("topic", "tea").end();
  private final AtomicLong topics = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private final Engine idle =
      new Engine(
          (_, _) ->
              new NodeOutcome.Succeeded(NodeOutput.text("", Sensitivity.LOW), NodeDetails.NONE),
          _ -> Optional.empty(),
          () -> "x",
          InstantSource.system(),
          System::nanoTime);

  private final Aether aether = aether("off");
  private final Aether guarded = aether("block");
  private final String fanText = Flows.fan(5);

  /// Log lines are no part of what is measured here: printing them would be most of it.
  public EngineBenchmark() {
    LogFormat.install(false, "warn");
  }

  /// Planner and scheduler of 5 + 1 nodes with a runner that does nothing.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void planAndSchedule() throws Exception {
    batch(() -> idle.run(Flows.plan(fan), context, RunOptions.DEFAULT));
  }

  /// The scheduler alone, 5 + 1 nodes.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void schedule() throws Exception {
    Plan plan = Flows.plan(fan);
    batch(() -> idle.run(plan, context, RunOptions.DEFAULT));
  }

  /// The whole pipeline of 5 + 1 nodes: plan, render, key, miss, mock, events, metrics, report.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void wholePipelineMissing() throws Exception {
    batch(() -> {
      Value.Obj fresh = new Members().put("topic", topics.incrementAndGet()).end();
      return aether.run(request(fresh, Mode.DEFAULT), _ -> {});
    });
  }

  /// The same, with the guard that looks at prompts.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void wholePipelineGuarded() throws Exception {
    batch(() -> {
      Value.Obj fresh = new Members().put("topic", topics.incrementAndGet()).end();
      return guarded.run(request(fresh, Mode.DEFAULT), _ -> {});
    });
  }

  /// The same with every answer in the exact cache.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void wholePipelineCached() throws Exception {
    batch(() -> aether.run(request(context, Mode.DEFAULT), _ -> {}));
  }

  /// Nodes per second, 1,000 independent ones in an execution.
  @Benchmark
  @OperationsPerInvocation(WIDE)
  public Report nodesWide() throws Exception {
    return threads.submit(() -> idle.run(wide, context, RunOptions.DEFAULT)).get();
  }

  /// Nodes per second, 500 in a chain.
  @Benchmark
  @OperationsPerInvocation(CHAIN)
  public Report nodesInChain() throws Exception {
    return threads.submit(() -> idle.run(chain, context, RunOptions.DEFAULT)).get();
  }

  private static Aether aether(String security) {
    return Aether.with(
        Settings.defaults()
            .with(LlmSetting.MOCK_LATENCY_MS, "0")
            .with(LlmSetting.PROVIDER, "mock")
            .with(SecuritySetting.SECURITY_MODE, security)
            .with(CacheSetting.CACHE_MAX_ENTRIES, "10000"));
  }

  private ExecutionRequest request(Value.Obj values, Mode mode) {
    return aether.prepare(
        fanText,
        values,
        new RunOptions(
            false, Integer.MAX_VALUE, Optional.empty(), Optional.empty(), mode, false, ""));
  }

  private void batch(Callable<Report> execution) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int worker = 0; worker < AT_ONCE; worker++) {
      all.add(
          threads.submit(() -> {
            for (int i = 0; i < BATCH / AT_ONCE; i++) {
              Report report = execution.call();
              if (report.status() != ExecutionStatus.SUCCEEDED) {
                throw new IllegalStateException(report.toString());
              }
            }
            return null;
          }));
    }
    for (Future<?> each : all) {
      each.get();
    }
  }

  /// Ends the threads.
  @TearDown
  public void close() {
    threads.close();
    aether.close();
    guarded.close();
  }
}
