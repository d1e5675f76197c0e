package dev.aether.execution;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.NodeDetails;
import dev.aether.engine.NodeError;
import dev.aether.engine.NodeOutcome;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.execution.ExecutionStore.Header;
import dev.aether.execution.ExecutionStore.Kept;
import dev.aether.workflow.PlannedNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An execution as it can be read from what is kept of it. What cannot be read is no reason to be
/// silent about the rest: the execution ends as failed, and says why.
///
/// @param request what was asked for; if that cannot be read, a flow of one node in its place
/// @param events up to the first that cannot be read
/// @param damaged whether there is more, or should be, that cannot be read
record Recollection(
    Header header, ExecutionRequest request, List<ExecutionEvent> events, boolean damaged) {
  private static final Logger LOG = System.getLogger("aether.store");
  private static final String STAND_IN = "request";

  Recollection {
    events = List.copyOf(events);
  }

  static Recollection of(Kept kept, RequestReader reader, EventCodec codec) {
    Header header = kept.header();
    if (kept.request().isPresent()
        && reader.read(kept.request().get(), header.tenant())
            instanceof RequestReader.Accepted(var request)) {
      List<ExecutionEvent> events = events(kept.events().values(), request, codec, header.id());
      boolean all = events.size() == kept.events().values().size() && !kept.events().damaged();
      boolean end = !events.isEmpty() && events.getLast() instanceof ExecutionFinished;
      return new Recollection(header, request, events, !all || (kept.phase().ended() && !end));
    }
    LOG.log(Level.ERROR, "the request of execution %s cannot be read".formatted(header.id()));
    return new Recollection(header, standIn(header, reader), List.of(), true);
  }

  /// Events up to the first that cannot be read.
  static List<ExecutionEvent> events(
      List<Value> kept, ExecutionRequest request, EventCodec codec, String id) {
    List<ExecutionEvent> events = new ArrayList<>();
    for (Value value : kept) {
      try {
        events.add(codec.read(value, request.plan(), request.options()));
      } catch (RuntimeException unreadable) { // whatever the parsing of its parts throws
        LOG.log(
            Level.ERROR,
            "event %d of execution %s cannot be read: %s"
                .formatted(events.size() + 1, id, unreadable.getMessage()));
        break;
      }
    }
    return events;
  }

  private static ExecutionRequest standIn(Header header, RequestReader reader) {
    var node = new Members().put("id", STAND_IN).put("prompt", "").end();
    var metadata = new Members().put("flow_name", header.flow()).end();
    var dag =
        new Members().put("metadata", metadata).put("nodes", new Value.Arr(List.of(node))).end();
    var options = new Members().put("tags", header.tags()).end();
    return switch (reader.read(
        new Members().put("dag", dag).put("options", options).end(), header.tenant())) {
      case RequestReader.Accepted(var request) -> request;
      case RequestReader.Refused(var defects, _) ->
          throw new IllegalStateException("the smallest flow is refused: " + defects);
    };
  }

  /// The nodes whose outcomes are among the events.
  Set<Integer> settled() {
    Set<Integer> settled = new HashSet<>();
    for (ExecutionEvent event : events) {
      switch (event) {
        case NodeSucceeded(var node, _, _, _) -> settled.add(node.index());
        case NodeFailed(var node, _, _, _) -> settled.add(node.index());
        case NodeSkipped(var node, _, _, _, _) -> settled.add(node.index());
        case ExecutionStarted _,
            ExecutionFinished _,
            ExecutionEvent.NodeStarted _,
            ExecutionEvent.NodeText _,
            ExecutionEvent.NodeCall _ -> {}
      }
    }
    return settled;
  }

  /// The first node that has no outcome.
  Optional<PlannedNode> unsettled() {
    Set<Integer> settled = settled();
    return request.plan().nodes().stream()
        .filter(node -> !settled.contains(node.index()))
        .findFirst();
  }

  /// Everything that has happened; if a part of that cannot be read, with an end that says so.
  List<ExecutionEvent> whole() {
    if (!damaged) {
      return events;
    }
    List<ExecutionEvent> whole = new ArrayList<>(events);
    whole.addAll(ending(unsettled(), new NodeError.Unreadable()));
    return whole;
  }

  /// What follows the events if it cannot go on.
  ///
  /// @param atFault the node that cannot run; empty if all have outcomes
  List<ExecutionEvent> ending(Optional<PlannedNode> atFault, NodeError error) {
    List<ExecutionEvent> ending = new ArrayList<>();
    Duration at = events.isEmpty() ? Duration.ZERO : events.getLast().at();
    if (events.isEmpty()) {
      ending.add(
          new ExecutionStarted(
              header.id(), request.plan(), request.options(), header.createdAt(), at));
    }
    if (atFault.isEmpty()) {
      boolean failed = events.stream().anyMatch(NodeFailed.class::isInstance);
      ending.add(
          new ExecutionFinished(
              failed ? ExecutionStatus.FAILED : ExecutionStatus.SUCCEEDED, false, at));
      return ending;
    }
    PlannedNode first = atFault.get();
    ending.add(
        new NodeFailed(first, new NodeOutcome.Failed(error, NodeDetails.NONE), Duration.ZERO, at));
    Set<Integer> settled = settled();
    for (PlannedNode node : request.plan().nodes()) {
      if (node.index() != first.index() && !settled.contains(node.index())) {
        ending.add(new NodeSkipped(node, SkipReason.ABORTED, Optional.of(first.id()), false, at));
      }
    }
    ending.add(new ExecutionFinished(ExecutionStatus.FAILED, true, at));
    return ending;
  }
}
