package dev.aether.execution;

import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.execution.ExecutionStore.Acceptance;
import dev.aether.execution.ExecutionStore.Claim;
import dev.aether.execution.ExecutionStore.Header;
import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.ExecutionStore.Kept;
import dev.aether.execution.ExecutionStore.Receipt;
import dev.aether.execution.ExecutionStore.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  ExecutionStore store() {
    return store;
  }

  EventCodec codec() {
    return codec;
  }

  Journal journal() {
    return new Journal();
  }

  /// Keeps the events of an execution that is taken on before its first event.
  final class Journal implements EventLog.Journal {
    private volatile Hold hold = new Hold("", "", 0);
    private volatile Runnable onLost = () -> {};

    /// @param whenLost called, perhaps more than once, when another server has the execution
    Journal by(Hold right, Runnable whenLost) {
      hold = right;
      onLost = whenLost;
      return this;
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
                ExecutionEvent.NodeSucceeded _,
                ExecutionEvent.NodeFailed _,
                ExecutionEvent.NodeSkipped _ ->
                Optional.empty();
          };
      store.append(
          hold,
          number,
          codec.write(event),
          phase,
          new Receipt() {
            @Override
            public void kept() {
              kept.run();
            }

            @Override
            public void lost() {
              onLost.run();
            }
          });
    }
  }

  Acceptance accept(ExecutionRecord record, Optional<Claim> claim)
      throws Unavailable, InterruptedException {
    ExecutionRequest request = record.request();
    return store.accept(
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

  Recollection recollect(Kept kept) {
    return Recollection.of(kept, reader, codec);
  }

  /// A tenant's execution that does not run here.
  Optional<ExecutionRecord> find(String tenant, String id) throws Unavailable {
    return store.find(tenant, id).map(this::record);
  }

  private ExecutionRecord record(Kept kept) {
    Recollection recollection = recollect(kept);
    List<ExecutionEvent> events =
        kept.phase().ended() ? recollection.whole() : recollection.events();
    var record =
        new ExecutionRecord(
            kept.header(),
            recollection.request(),
            recollection.request().context(),
            new EventLog(events));
    if (kept.cancelling()) {
      record.cancel();
    }
    return record;
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
}
