package dev.aether.engine;

import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.workflow.Dag;
import dev.aether.workflow.Plan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Runs plans. One engine serves any number of executions at once.
public final class Engine {
  private final NodeRunner runner;
  private final ValueParser parser;
  private final Supplier<String> ids;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  /// @param runner what a node does
  /// @param parser reads outputs that are JSON
  /// @param ids names executions; each call gives a new one
  /// @param clock wall clock, for when an execution started
  /// @param nanoTime monotonic clock, for how long things take
  public Engine(
      NodeRunner runner,
      ValueParser parser,
      Supplier<String> ids,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.runner = runner;
    this.parser = parser;
    this.ids = ids;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /// Prepares an execution; nothing runs yet.
  ///
  /// @param context what `{{context.*}}` reads; the flow's defaults lie under it
  /// @param listener hears the events, on the thread that runs the execution
  /// @param known outcomes by node that are taken over instead of running the node; what such a
  ///   node depends on must be known as well
  public Execution prepare(
      Plan plan,
      Value.Obj context,
      RunOptions options,
      Map<Integer, NodeOutcome.Succeeded> known,
      ExecutionListener listener) {
    return execution(
        new Execution.Beginning(ids.get(), clock.instant(), Duration.ZERO),
        plan,
        context,
        options,
        Map.copyOf(known),
        listener);
  }

  /// Prepares an execution that a process before this one has begun: it goes on under its name, and
  /// its time goes on from when it began.
  ///
  /// @param known outcomes by node that have been recorded, failures included
  public Execution resume(
      String id,
      Instant begunAt,
      Plan plan,
      Value.Obj context,
      RunOptions options,
      Map<Integer, NodeOutcome> known,
      ExecutionListener listener) {
    Duration ago = Duration.between(begunAt, clock.instant());
    return execution(
        new Execution.Beginning(id, begunAt, ago.isNegative() ? Duration.ZERO : ago),
        plan,
        context,
        options,
        Map.copyOf(known),
        listener);
  }

  private Execution execution(
      Execution.Beginning beginning,
      Plan plan,
      Value.Obj context,
      RunOptions options,
      Map<Integer, NodeOutcome> known,
      ExecutionListener listener) {
    return new Execution(
        beginning,
        plan,
        options,
        defaults(plan.dag()).overlaidWith(context),
        known,
        runner,
        parser,
        listener,
        nanoTime);
  }

  /// Prepares an execution that starts from nothing.
  public Execution prepare(
      Plan plan, Value.Obj context, RunOptions options, ExecutionListener listener) {
    return prepare(plan, context, options, Map.of(), listener);
  }

  /// Runs a plan to its end on the calling thread.
  public Report run(Plan plan, Value.Obj context, RunOptions options) {
    return prepare(plan, context, options, Map.of(), _ -> {}).run();
  }

  private static Value.Obj defaults(Dag dag) {
    Map<String, Value> defaults = new LinkedHashMap<>();
    for (Dag.Input input : dag.metadata().inputs()) {
      input.defaultValue().ifPresent(value -> defaults.put(input.name(), value));
    }
    return defaults.isEmpty() ? Value.Obj.EMPTY : new Value.Obj(defaults);
  }
}
