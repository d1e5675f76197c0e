package dev.aether.engine;

import dev.aether.context.Value;
import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.NodeOutcome.Skipped;
import dev.aether.engine.NodeOutcome.Succeeded;
import dev.aether.workflow.IndexList;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The outcomes of an execution, and what each one means for the nodes that wait for it.
///
/// A node becomes ready when all its dependencies have ended, none of them failed or was skipped
/// for a failure, and at least one of those that carry data succeeded: so a join runs after
/// whichever branch was taken. The edge to the conditional of a `when` carries no data.
final class Settlement {
  private final Plan plan;
  private final @Nullable NodeOutcome[] outcomes;
  private final int[] unmet;
  private final boolean[] fed; // whether a dependency that carries data has succeeded
  private int open;

  /// Hears what follows from an outcome, in order.
  interface Consequences {
    void settled(int node, NodeOutcome outcome);

    void ready(int node);
  }

  private record Settled(int node, NodeOutcome outcome) {}

  Settlement(Plan plan) {
    this.plan = plan;
    this.outcomes = new @Nullable NodeOutcome[plan.size()];
    this.unmet = new int[plan.size()];
    this.fed = new boolean[plan.size()];
    this.open = plan.size();
    for (int node = 0; node < unmet.length; node++) {
      unmet[node] = plan.node(node).dependencies().size();
    }
  }

  /// Nodes without an outcome.
  int open() {
    return open;
  }

  boolean isOpen(int node) {
    return outcomes[node] == null;
  }

  /// Skips a node without regard to what depends on it, because that is skipped as well.
  void skip(int node, Skipped reason) {
    outcomes[node] = reason;
    open--;
  }

  /// Records an outcome, and the skips that follow from it near and far.
  void record(int first, NodeOutcome outcome, Consequences consequences) {
    if (outcomes[first] != null) {
      return; // it was skipped while it was stopping
    }
    Queue<Settled> news = new ArrayDeque<>();
    settle(first, outcome, news, consequences);
    for (Settled next = news.poll(); next != null; next = news.poll()) {
      IndexList dependents = plan.node(next.node).dependents();
      for (int i = 0; i < dependents.size(); i++) {
        int dependent = dependents.get(i);
        if (outcomes[dependent] == null) {
          tell(plan.node(dependent), next, news, consequences);
        }
      }
    }
  }

  private void settle(int node, NodeOutcome outcome, Queue<Settled> news, Consequences told) {
    outcomes[node] = outcome;
    open--;
    told.settled(node, outcome);
    news.add(new Settled(node, outcome));
  }

  private void tell(PlannedNode dependent, Settled news, Queue<Settled> more, Consequences told) {
    boolean decides = dependent.whenNode() == news.node;
    switch (news.outcome) {
      case Succeeded(var output, _) -> {
        if (decides) {
          boolean taken = dependent.node().when().orElseThrow().is();
          if (!output.value().equals(new Value.Bool(taken))) {
            settle(dependent.index(), notTaken(news.node), more, told);
            return;
          }
        } else {
          fed[dependent.index()] = true;
        }
        met(dependent, more, told);
      }
      case Failed _ ->
          settle(
              dependent.index(),
              new Skipped(SkipReason.DEPENDENCY_FAILED, Optional.of(plan.node(news.node).id())),
              more,
              told);
      case Skipped skipped -> {
        if (skipped.reason() == SkipReason.BRANCH_NOT_TAKEN && !decides) {
          met(dependent, more, told);
        } else {
          settle(dependent.index(), skipped, more, told);
        }
      }
    }
  }

  private void met(PlannedNode dependent, Queue<Settled> more, Consequences told) {
    int node = dependent.index();
    unmet[node]--;
    if (unmet[node] > 0) {
      return;
    }
    boolean onlyDecided = dependent.dependencies().size() == 1 && dependent.whenNode() >= 0;
    if (fed[node] || onlyDecided) {
      told.ready(node);
    } else {
      settle(node, firstSkip(dependent), more, told);
    }
  }

  /// Why a node has nothing to work with: the same reason whichever dependency ended last.
  private Skipped firstSkip(PlannedNode node) {
    for (int i = 0; i < node.dependencies().size(); i++) {
      if (outcomes[node.dependencies().get(i)] instanceof Skipped skipped) {
        return skipped;
      }
    }
    throw new IllegalStateException("node " + node.id() + " has lost nothing");
  }

  private Skipped notTaken(int decider) {
    return new Skipped(SkipReason.BRANCH_NOT_TAKEN, Optional.of(plan.node(decider).id()));
  }
}
