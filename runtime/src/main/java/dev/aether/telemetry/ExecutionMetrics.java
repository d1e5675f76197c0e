package dev.aether.telemetry;

import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeCall;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeStarted;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionEvent.NodeText;
import dev.aether.engine.ExecutionListener;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.NodeDetails;
import dev.aether.engine.PromptInspector.Noted;
import dev.aether.llm.CallEvent.CacheLookup;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Source;
import dev.aether.workflow.IndexList;
import dev.aether.workflow.PlannedNode;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Executions and their nodes as numbers. Safe for use by many threads; what belongs to one
/// execution is in its [Fold].
final class ExecutionMetrics {
  private final CallMetrics calls;
  private final Counter executedNodes;
  private final Counter tokenCost;
  private final Counter errors;
  private final CountersBy<ExecutionStatus> executions;
  private final Family<Counter> nodes;
  private final CountersBy<Source> succeeded;
  private final Family<Counter> findings;
  private final Timer nodeTime;
  private final Timer nodeQueue;
  private final Timer executionTime;
  private final Timer overhead;
  private final LongAdder nodesNow = new LongAdder();
  private final LongAdder executionsNow = new LongAdder();

  ExecutionMetrics(Meters meters, CallMetrics calls) {
    this.calls = calls;
    this.executedNodes = meters.counter("aether.executed.nodes", "nodes that ran");
    this.tokenCost = meters.counter("aether.token.cost", "tokens that were paid for");
    this.errors = meters.counter("aether.errors", "nodes that failed");
    this.nodeTime =
        meters.timer("aether.execution.time", "how long a node ran, all its attempts included");
    this.nodeQueue =
        meters.timer("aether.node.queue", "how long a node that could start waited for its place");
    this.executionTime = meters.timer("aether.execution.duration", "how long an execution took");
    this.overhead =
        meters.timer(
            "aether.scheduler.overhead",
            "the time of an execution that its critical path does not explain");
    Family<Counter> ended =
        meters.counters("aether.executions", "executions by how they ended", "status");
    this.executions = new CountersBy<>(ExecutionStatus.class, status -> ended.of(status.word()));
    this.nodes =
        meters.counters(
            "aether.nodes", "nodes by how they ended and which cache answered", "status", "cache");
    this.succeeded = new CountersBy<>(Source.class, source -> nodes.of("succeeded", source.word()));
    this.findings =
        meters.counters(
            "aether.security.findings",
            "what the guard found, by rule and what it led to",
            "rule",
            "action");
    for (ExecutionStatus status : ExecutionStatus.values()) {
      executions.of(status); // so that each series is there from the start
    }
  }

  int nodesNow() {
    return nodesNow.intValue();
  }

  int executionsNow() {
    return executionsNow.intValue();
  }

  /// What one execution adds; hears its events in order, and shows them when it waits.
  final class Fold implements ExecutionListener {
    private final Tally tally;
    private long[] nanosTo = {};
    private long longestNanos;
    private long beganNanos;
    private int executing; // this execution: 1 or 0
    private int executingAsShown;
    private int running;
    private int runningAsShown;
    private final BitSet started = new BitSet();
    private final Timer.Times queued;
    private final Timer.Times took;
    private int ran;
    private @Nullable CacheLookup
        asked; // a row of nodes mostly asks one cache, which has it or not
    private int askedTimes;
    private @Nullable Source answeredBy;
    private int answers;

    Fold(Example.Maker examples) {
      this.tally = new Tally(examples);
      this.queued = tally.times(nodeQueue);
      this.took = tally.times(nodeTime);
    }

    @Override
    public void caughtUp() {
      countAsked();
      countAnswers();
      tally.add(executedNodes, ran);
      ran = 0;
      tally.handOver();
      show(executionsNow, executing - executingAsShown);
      executingAsShown = executing;
      show(nodesNow, running - runningAsShown);
      runningAsShown = running;
    }

    private static void show(LongAdder now, int change) {
      if (change != 0) {
        now.add(change);
      }
    }

    @Override
    public void on(ExecutionEvent event) {
      switch (event) {
        case ExecutionStarted started -> {
          executing = 1;
          beganNanos = started.at().toNanos();
          nanosTo = new long[started.plan().size()];
        }
        case NodeStarted(var node, _, var ready, var at) -> {
          started.set(node.index());
          running++;
          tally.record(queued, at.toNanos() - ready.toNanos());
        }
        case NodeText _ -> {}
        case NodeCall(_, CacheLookup lookup, _) -> asked(lookup);
        case NodeCall(_, var call, _) -> calls.on(call, tally);
        case NodeSucceeded(var node, var outcome, var time, _) -> {
          ended(node, time);
          noted(outcome.details());
          Optional<Completion> answer = outcome.details().completion();
          answer.ifPresent(this::charge);
          answered(answer.isPresent() ? answer.get().source() : Source.PROVIDER);
        }
        case NodeFailed(var node, var outcome, var time, _) -> {
          ended(node, time);
          noted(outcome.details());
          tally.increment(errors);
          tally.increment(nodes.of("failed", "none"));
        }
        case NodeSkipped(_, _, _, var ran, _) -> {
          if (ran) {
            running--;
          }
          tally.increment(nodes.of("skipped", "none"));
        }
        case ExecutionFinished(var status, _, var at) -> {
          executing = 0;
          tally.record(executionTime, at);
          tally.record(overhead, Math.max(0, at.toNanos() - beganNanos - longestNanos));
          tally.increment(executions.of(status));
        }
      }
    }

    private void asked(CacheLookup lookup) {
      if (!lookup.equals(asked)) {
        countAsked();
        asked = lookup;
      }
      askedTimes++;
    }

    private void countAsked() {
      if (asked != null) {
        calls.count(asked, askedTimes, tally);
        askedTimes = 0;
      }
    }

    private void answered(Source source) {
      if (source != answeredBy) {
        countAnswers();
        answeredBy = source;
      }
      answers++;
    }

    private void countAnswers() {
      if (answeredBy != null) {
        tally.add(succeeded.of(answeredBy), answers);
        answers = 0;
      }
    }

    private void ended(PlannedNode node, Duration time) {
      if (started.get(node.index())) { // else its outcome was taken over from an earlier run
        running--;
        ran++;
        tally.record(took, time.toNanos());
      }
      long before = 0;
      IndexList dependencies = node.dependencies();
      for (int i = 0; i < dependencies.size(); i++) {
        before = Math.max(before, nanosTo[dependencies.get(i)]);
      }
      long path = before + time.toNanos();
      nanosTo[node.index()] = path;
      longestNanos = Math.max(longestNanos, path);
    }

    private void noted(NodeDetails details) {
      if (details.cacheable()) {
        Optional<Completion> answer = details.completion();
        if (answer.isEmpty() || !answer.get().source().free()) {
          calls.missed(tally);
        }
      }
      for (Noted noted : details.findings()) {
        tally.increment(findings.of(noted.rule(), noted.action()));
      }
    }

    private void charge(Completion answer) {
      if (answer.source().free()) {
        calls.had(answer, tally);
      } else {
        tally.add(tokenCost, answer.usage().total());
      }
    }
  }
}
