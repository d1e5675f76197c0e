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
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.NodeDetails;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.workflow.IndexList;
import dev.aether.workflow.PlannedNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;

/// Executions and their nodes as numbers. Safe for use by many threads; what belongs to one
/// execution is in its [Fold].
final class ExecutionMetrics {
  private final CallMetrics calls;
  private final Counter executedNodes;
  private final Counter tokenCost;
  private final Counter errors;
  private final Meters.Family executions;
  private final Meters.Family nodes;
  private final Meters.Family findings;
  private final Timer nodeTime;
  private final Timer nodeQueue;
  private final Timer executionTime;
  private final Timer overhead;
  private final AtomicInteger nodesNow = new AtomicInteger();
  private final AtomicInteger executionsNow = new AtomicInteger();

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
    this.executions = meters.family("aether.executions", "executions by how they ended", "status");
    this.nodes =
        meters.family(
            "aether.nodes", "nodes by how they ended and which cache answered", "status", "cache");
    this.findings =
        meters.family(
            "aether.security.findings",
            "what the guard found, by rule and what it led to",
            "rule",
            "action");
    for (ExecutionStatus status : ExecutionStatus.values()) {
      executions.of(status.word()); // so that each series is there from the start
    }
  }

  int nodesNow() {
    return nodesNow.get();
  }

  int executionsNow() {
    return executionsNow.get();
  }

  /// What one execution adds; hears its events in order.
  final class Fold {
    private Duration[] pathTo = {};
    private Duration longest = Duration.ZERO;
    private Duration began = Duration.ZERO;
    private final BitSet started = new BitSet();

    void on(ExecutionEvent event) {
      switch (event) {
        case ExecutionStarted started -> {
          executionsNow.incrementAndGet();
          began = started.at();
          pathTo = new Duration[started.plan().size()];
        }
        case NodeStarted(var node, _, var ready, var at) -> {
          started.set(node.index());
          nodesNow.incrementAndGet();
          nodeQueue.record(at.minus(ready));
        }
        case NodeText _ -> {}
        case NodeCall(_, var call, _) -> calls.on(call);
        case NodeSucceeded(var node, var outcome, var took, _) -> {
          ended(node, took);
          noted(outcome.details());
          outcome.details().completion().ifPresent(this::charge);
          nodes
              .of(
                  "succeeded",
                  outcome
                      .details()
                      .completion()
                      .map(answer -> answer.source().word())
                      .orElse("none"))
              .increment();
        }
        case NodeFailed(var node, var outcome, var took, _) -> {
          ended(node, took);
          noted(outcome.details());
          errors.increment();
          nodes.of("failed", "none").increment();
        }
        case NodeSkipped(_, _, _, var running, _) -> {
          if (running) {
            nodesNow.decrementAndGet();
          }
          nodes.of("skipped", "none").increment();
        }
        case ExecutionFinished(var status, _, var at) -> {
          executionsNow.decrementAndGet();
          executionTime.record(at);
          Duration spare = at.minus(began).minus(longest);
          overhead.record(spare.isNegative() ? Duration.ZERO : spare);
          executions.of(status.word()).increment();
        }
      }
    }

    private void ended(PlannedNode node, Duration took) {
      if (started.get(node.index())) { // else its outcome was taken over from an earlier run
        nodesNow.decrementAndGet();
        executedNodes.increment();
        nodeTime.record(took);
      }
      Duration before = Duration.ZERO;
      IndexList dependencies = node.dependencies();
      for (int i = 0; i < dependencies.size(); i++) {
        Duration path = pathTo[dependencies.get(i)];
        if (path != null && path.compareTo(before) > 0) {
          before = path;
        }
      }
      Duration path = before.plus(took);
      pathTo[node.index()] = path;
      if (path.compareTo(longest) > 0) {
        longest = path;
      }
    }

    private void noted(NodeDetails details) {
      if (details.cacheable()
          && details.completion().filter(answer -> answer.source().free()).isEmpty()) {
        calls.missed();
      }
      details.findings().forEach(noted -> findings.of(noted.rule(), noted.action()).increment());
    }

    private void charge(Completion answer) {
      if (answer.source().free()) {
        calls.had(answer);
      } else {
        tokenCost.increment(answer.usage().total());
      }
    }
  }
}
