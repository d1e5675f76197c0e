package dev.aether.engine;

import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.llm.CallEvent;
import dev.aether.llm.Deadline;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One run of a plan: the scheduler's decisions and the nodes' outcomes, told as events.
public final class Execution {
  private final String id;
  private final Plan plan;
  private final RunOptions options;
  private final Value.Obj context;
  private final NodeRunner runner;
  private final ValueParser parser;
  private final ExecutionListener listener;
  private final Instant createdAt;
  private final LongSupplier nanoTime;

  private final @Nullable NodeOutput[] outputs;
  private final @Nullable Duration[] started;
  private final ReportFold fold = new ReportFold();
  private final long startNanos;
  private final Scheduler scheduler;
  private boolean failed;

  Execution(
      Beginning beginning,
      Plan plan,
      RunOptions options,
      Value.Obj context,
      Map<Integer, NodeOutcome> known,
      NodeRunner runner,
      ValueParser parser,
      ExecutionListener listener,
      LongSupplier nanoTime) {
    this.id = beginning.id();
    this.plan = plan;
    this.options = options;
    this.context = context;
    this.runner = runner;
    this.parser = parser;
    this.listener = listener;
    this.createdAt = beginning.at();
    this.nanoTime = nanoTime;
    this.outputs = new @Nullable NodeOutput[plan.size()];
    this.started = new @Nullable Duration[plan.size()];
    this.startNanos = nanoTime.getAsLong() - beginning.ago().toNanos();
    Deadline deadline =
        options
            .timeout()
            .map(limit -> Deadline.in(left(limit, beginning.ago()), nanoTime))
            .orElse(Deadline.NEVER);
    this.scheduler =
        new Scheduler(
            plan,
            options,
            known,
            deadline,
            (node, progress) -> begin(plan.node(node), progress, deadline),
            new Telling(),
            nanoTime);
  }

  /// When an execution began.
  ///
  /// @param id its name
  /// @param at wall clock at time zero
  /// @param ago how long that is past; zero unless it is taken up again after a restart
  record Beginning(String id, Instant at, Duration ago) {}

  private static Duration left(Duration limit, Duration gone) {
    Duration left = limit.minus(gone);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /// The name of this execution.
  public String id() {
    return id;
  }

  /// When it was prepared.
  public Instant createdAt() {
    return createdAt;
  }

  /// Asks for the end; safe to call from any thread, before, while and after it runs.
  public void cancel() {
    scheduler.cancel();
  }

  /// Runs to the end while the caller waits; an interrupt of the caller cancels. To be called once.
  ///
  /// The owner of an execution waits for each of its nodes. A virtual thread does that in a
  /// microsecond and a platform thread in fifty, so a caller on one of those lends its wait only.
  public Report run() {
    if (Thread.currentThread().isVirtual()) {
      return own();
    }
    var owner = new FutureTask<>(this::own);
    Thread.ofVirtual().start(owner);
    while (true) {
      try {
        return owner.get();
      } catch (InterruptedException _) {
        cancel(); // it still has a report, and that is waited for
      } catch (ExecutionException defect) {
        if (defect.getCause() instanceof RuntimeException listeners) {
          throw listeners; // a listener's own mistake is its owner's to see
        }
        throw new IllegalStateException("an execution ends with a report", defect.getCause());
      }
    }
  }

  private Report own() {
    tell(new ExecutionStarted(id, plan, options, createdAt, now()));
    scheduler.toCompletion();
    Optional<SkipReason> stop = scheduler.stopReason();
    boolean aborted = stop.isPresent();
    tell(new ExecutionFinished(status(stop), aborted, now()));
    listener.caughtUp();
    return fold.report();
  }

  private ExecutionStatus status(Optional<SkipReason> stop) {
    if (stop.isPresent()) {
      switch (stop.get()) {
        case CANCELLED -> {
          return ExecutionStatus.CANCELLED;
        }
        case DEADLINE_EXCEEDED -> {
          return ExecutionStatus.TIMED_OUT;
        }
        case ABORTED, DEPENDENCY_FAILED, BRANCH_NOT_TAKEN -> {}
      }
    }
    return failed ? ExecutionStatus.FAILED : ExecutionStatus.SUCCEEDED;
  }

  private NodeRunner.Start begin(
      PlannedNode node, NodeRunner.Progress progress, Deadline deadline) {
    return runner.begin(
        new NodeRunner.Job(
            node,
            new NodeInputs(plan, node, context, outputs, parser),
            options,
            deadline,
            listener::trace),
        progress);
  }

  private void tell(ExecutionEvent event) {
    fold.on(event);
    listener.on(event);
  }

  private Duration now() {
    return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
  }

  /// The scheduler's news as events.
  private final class Telling implements Scheduler.Watcher {
    @Override
    public void started(int node, long readyNanos) {
      Duration now = now();
      started[node] = now;
      tell(
          new ExecutionEvent.NodeStarted(
              plan.node(node),
              runner.route(plan.node(node)),
              Duration.ofNanos(readyNanos - startNanos),
              now));
    }

    @Override
    public void ended(int index, NodeOutcome outcome) {
      PlannedNode node = plan.node(index);
      Duration now = now();
      Duration began = started[index];
      Duration took = began == null ? Duration.ZERO : now.minus(began);
      switch (outcome) {
        case NodeOutcome.Succeeded succeeded -> {
          outputs[index] = succeeded.output();
          tell(new ExecutionEvent.NodeSucceeded(node, succeeded, took, now));
        }
        case NodeOutcome.Failed error -> {
          failed = true;
          tell(new ExecutionEvent.NodeFailed(node, error, took, now));
        }
        case NodeOutcome.Skipped(var reason, var becauseOf) ->
            tell(new ExecutionEvent.NodeSkipped(node, reason, becauseOf, began != null, now));
      }
    }

    @Override
    public void said(int node, String text) {
      tell(new ExecutionEvent.NodeText(plan.node(node), text, now()));
    }

    @Override
    public void called(int node, CallEvent event) {
      tell(new ExecutionEvent.NodeCall(plan.node(node), event, now()));
    }

    @Override
    public void caughtUp() {
      listener.caughtUp();
    }
  }
}
