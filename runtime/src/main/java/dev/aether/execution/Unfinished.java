package dev.aether.execution;

import dev.aether.context.Value;
import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionListener;
import dev.aether.engine.NodeError;
import dev.aether.engine.NodeOutcome;
import dev.aether.execution.ExecutionStore.Kept;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What another process has left unfinished.
record Unfinished(Kept kept, Recollection before) {

  /// The recorded outcomes by node.
  Map<Integer, NodeOutcome> known() {
    Map<Integer, NodeOutcome> known = new HashMap<>();
    for (ExecutionEvent event : before.events()) {
      switch (event) {
        case NodeSucceeded(var node, var outcome, _, _) -> known.put(node.index(), outcome);
        case NodeFailed(var node, var outcome, _, _) -> known.put(node.index(), outcome);
        case NodeSkipped _,
            ExecutionStarted _,
            ExecutionFinished _,
            ExecutionEvent.NodeStarted _,
            ExecutionEvent.NodeText _,
            ExecutionEvent.NodeCall _ -> {}
      }
    }
    return known;
  }

  /// Hears the events that are not recorded yet.
  ///
  /// @param log keeps them
  ExecutionListener listener(EventLog log) {
    Set<Integer> settled = before.settled();
    boolean started = !before.events().isEmpty();
    return new ExecutionListener() {
      @Override
      public void on(ExecutionEvent event) {
        if (!recorded(event)) {
          log.on(event);
        }
      }

      private boolean recorded(ExecutionEvent event) {
        return switch (event) {
          case ExecutionStarted _ -> started;
          case NodeSucceeded(var node, _, _, _) -> settled.contains(node.index());
          case NodeFailed(var node, _, _, _) -> settled.contains(node.index());
          case NodeSkipped(var node, _, _, _, _) -> settled.contains(node.index());
          case ExecutionFinished _,
              ExecutionEvent.NodeStarted _,
              ExecutionEvent.NodeText _,
              ExecutionEvent.NodeCall _ ->
              false;
        };
      }

      @Override
      public void caughtUp() {
        log.caughtUp();
      }
    };
  }

  /// The events that can be read, as they are kept.
  List<Value> read() {
    return kept.events().values().subList(0, before.events().size());
  }

  /// The events that end it, if it cannot go on: for want of values that are not kept, or of what
  /// cannot be read any more.
  Optional<List<ExecutionEvent>> ending(EventCodec codec) {
    Optional<PlannedNode> unsettled = before.unsettled();
    if (before.damaged() && unsettled.isPresent()) {
      return Optional.of(before.ending(unsettled, new NodeError.Unreadable()));
    }
    Optional<PlannedNode> lost = firstLost(codec);
    return lost.map(node -> before.ending(lost, new NodeError.NotResumable()));
  }

  private Optional<PlannedNode> firstLost(EventCodec codec) {
    Plan plan = before.request().plan();
    Set<Integer> settled = before.settled();
    Set<Integer> lost = new HashSet<>();
    for (int i = 0; i < before.events().size(); i++) {
      if (before.events().get(i) instanceof NodeSucceeded(var node, _, _, _)
          && codec.withheld(kept.events().values().get(i))) {
        lost.add(node.index());
      }
    }
    return plan.nodes().stream()
        .filter(node -> !settled.contains(node.index()))
        .filter(node -> KeptRequests.isLost(node, plan, lost))
        .findFirst();
  }
}
