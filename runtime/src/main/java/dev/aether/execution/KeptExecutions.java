package dev.aether.execution;

import dev.aether.context.Value;
import dev.aether.engine.Execution;
import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionListener;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.NodeDetails;
import dev.aether.engine.NodeError;
import dev.aether.engine.NodeOutcome;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.execution.ExecutionStore.Claim;
import dev.aether.execution.ExecutionStore.Header;
import dev.aether.execution.ExecutionStore.Kept;
import dev.aether.execution.ExecutionStore.Unavailable;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Executions between memory and their store.
final class KeptExecutions {
  private final ExecutionStore store;
  private final EventCodec codec;
  private final RequestReader reader;

  KeptExecutions(ExecutionStore store, EventCodec codec, RequestReader reader) {
    this.store = store;
    this.codec = codec;
    this.reader = reader;
  }

  Journal journal() {
    return new Journal();
  }

  ExecutionStore store() {
    return store;
  }

  /// Keeps the events of an execution whose name is known before its first event.
  final class Journal implements EventLog.Journal {
    private volatile String id = "";

    void of(String executionId) {
      id = executionId;
    }

    @Override
    public void keep(long number, ExecutionEvent event, Runnable kept) {
      Optional<Phase> phase =
          switch (event) {
            case ExecutionStarted _ -> Optional.of(Phase.RUNNING);
            case ExecutionFinished finished -> Optional.of(Phase.of(finished.status()));
            case ExecutionEvent.NodeStarted _,
                ExecutionEvent.NodeText _,
                ExecutionEvent.NodeCall _,
                NodeSucceeded _,
                NodeFailed _,
                NodeSkipped _ ->
                Optional.empty();
          };
      store.append(id, number, codec.write(event), phase, kept);
    }
  }

  void accept(ExecutionRecord record, Optional<Claim> claim)
      throws Unavailable, InterruptedException {
    ExecutionRequest request = record.request();
    store.accept(
        new Header(
            record.id(),
            record.tenant(),
            record.createdAt(),
            record.parentId(),
            request.plan().dag().metadata().flowName(),
            request.tags(),
            KeptRequests.withheld(request.plan())),
        KeptRequests.body(request, record.context()),
        claim);
  }

  Optional<ExecutionRecord> find(String tenant, String id) throws Unavailable {
    return store.find(tenant, id).flatMap(kept -> request(kept).map(read -> ended(kept, read)));
  }

  /// A tenant's executions, newest first; those that are in memory as they are there.
  List<ExecutionRecord> list(
      String tenant, ExecutionShelf.Filter filter, int most, ExecutionShelf shelf)
      throws Unavailable {
    List<ExecutionRecord> found = new ArrayList<>();
    for (String id : store.list(tenant, filter, most)) {
      Optional<ExecutionRecord> here = shelf.get(tenant, id);
      (here.isPresent() ? here : find(tenant, id)).ifPresent(found::add);
    }
    return found;
  }

  private Optional<ExecutionRequest> request(Kept kept) {
    return switch (reader.read(kept.request(), kept.header().tenant())) {
      case RequestReader.Accepted(var request) -> Optional.of(request);
      case RequestReader.Refused _ -> Optional.empty(); // by a limit that was lowered since
    };
  }

  private List<ExecutionEvent> events(Kept kept, ExecutionRequest request) {
    return kept.events().stream()
        .map(event -> codec.read(event, request.plan(), request.options()))
        .toList();
  }

  private ExecutionRecord ended(Kept kept, ExecutionRequest request) {
    return new ExecutionRecord(
        kept.header(),
        request,
        request.context(),
        new EventLog(events(kept, request), (_, _, ready) -> ready.run()));
  }

  /// What a process before this one has left unfinished.
  ///
  /// @param before the events that are recorded
  record Unfinished(
      Kept kept, ExecutionRequest request, EventLog log, List<ExecutionEvent> before) {
    /// The recorded outcomes by node.
    Map<Integer, NodeOutcome> known() {
      Map<Integer, NodeOutcome> known = new HashMap<>();
      for (ExecutionEvent event : before) {
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
    ExecutionListener listener() {
      Set<Integer> settled = settled(before);
      boolean started = !before.isEmpty();
      return event -> {
        boolean told =
            switch (event) {
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
        if (!told) {
          log.on(event);
        }
      };
    }
  }

  private static Set<Integer> settled(List<ExecutionEvent> events) {
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

  /// All that can go on. What cannot, since it needs values that are not kept, is ended.
  List<Unfinished> unfinished() throws Unavailable {
    List<Unfinished> open = new ArrayList<>();
    for (Kept kept : store.unfinished()) {
      Optional<ExecutionRequest> request = request(kept);
      if (request.isEmpty()) {
        store.append(
            kept.header().id(),
            kept.events().size() + 1L,
            codec.write(new ExecutionFinished(ExecutionStatus.FAILED, true, Duration.ZERO)),
            Optional.of(Phase.FAILED),
            () -> {});
        continue;
      }
      List<ExecutionEvent> before = events(kept, request.get());
      var journal = new Journal();
      journal.of(kept.header().id());
      var unfinished = new Unfinished(kept, request.get(), new EventLog(before, journal), before);
      Optional<PlannedNode> lost = firstLost(unfinished);
      if (lost.isPresent()) {
        end(unfinished, lost.get());
      } else {
        open.add(unfinished);
      }
    }
    return open;
  }

  private Optional<PlannedNode> firstLost(Unfinished unfinished) {
    Plan plan = unfinished.request().plan();
    Set<Integer> settled = settled(unfinished.before());
    Set<Integer> lost = new HashSet<>();
    for (int i = 0; i < unfinished.before().size(); i++) {
      if (unfinished.before().get(i) instanceof NodeSucceeded(var node, _, _, _)
          && codec.withheld(unfinished.kept().events().get(i))) {
        lost.add(node.index());
      }
    }
    return plan.nodes().stream()
        .filter(node -> !settled.contains(node.index()))
        .filter(node -> KeptRequests.isLost(node, plan, lost))
        .findFirst();
  }

  private static void end(Unfinished unfinished, PlannedNode atFault) {
    List<ExecutionEvent> before = unfinished.before();
    Duration at = before.isEmpty() ? Duration.ZERO : before.getLast().at();
    Plan plan = unfinished.request().plan();
    EventLog log = unfinished.log();
    if (before.isEmpty()) {
      log.on(
          new ExecutionStarted(
              unfinished.kept().header().id(),
              plan,
              unfinished.request().options(),
              unfinished.kept().header().createdAt(),
              at));
    }
    log.on(
        new NodeFailed(
            atFault,
            new NodeOutcome.Failed(new NodeError.NotResumable(), NodeDetails.NONE),
            Duration.ZERO,
            at));
    Set<Integer> settled = settled(before);
    for (PlannedNode node : plan.nodes()) {
      if (node.index() != atFault.index() && !settled.contains(node.index())) {
        log.on(new NodeSkipped(node, SkipReason.ABORTED, Optional.of(atFault.id()), false, at));
      }
    }
    log.on(new ExecutionFinished(ExecutionStatus.FAILED, true, at));
  }

  static ExecutionRecord resumed(Unfinished unfinished, Value.Obj context, Execution execution) {
    var record =
        new ExecutionRecord(
            unfinished.request(),
            context,
            unfinished.kept().header().parentId(),
            unfinished.log(),
            execution);
    if (unfinished.kept().cancelling()) {
      record.cancel();
    }
    return record;
  }
}
