package dev.aether.execution;

import dev.aether.context.Value;
import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.execution.ExecutionStore.Acceptance;
import dev.aether.execution.ExecutionStore.Header;
import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.ExecutionStore.Kept;
import dev.aether.execution.ExecutionStore.Promised;
import dev.aether.execution.ExecutionStore.Receipt;
import dev.aether.execution.ExecutionStore.TakenOn;
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
    public void keep(long first, List<ExecutionEvent> events, Runnable kept) {
      Optional<Phase> phase =
          events.stream()
              .map(KeptExecutions::phase)
              .flatMap(Optional::stream)
              .reduce((_, last) -> last);
      store.append(
          hold, first, events.stream().map(codec::write).toList(), phase, receipt(kept, onLost));
    }
  }

  private static Optional<Phase> phase(ExecutionEvent event) {
    return switch (event) {
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
  }

  private static Receipt receipt(Runnable whenKept, Runnable whenLost) {
    return new Receipt() {
      @Override
      public void kept() {
        whenKept.run();
      }

      @Override
      public void lost() {
        whenLost.run();
      }
    };
  }

  /// Ends an execution that cannot go on. What could not be read of it is gone then.
  ///
  /// @param before the events that could be read
  /// @param ending what follows them, the end included
  void end(Hold hold, List<Value> before, List<ExecutionEvent> ending, Runnable whenKept) {
    List<Value> whole = new ArrayList<>(before);
    ending.forEach(event -> whole.add(codec.write(event)));
    store.replace(hold, whole, phase(ending.getLast()).orElseThrow(), receipt(whenKept, () -> {}));
  }

  /// Takes an execution on. When this returns, it is kept, or nobody is told of it before it is.
  Acceptance takeOn(ExecutionRecord record, Origins origins)
      throws Unavailable, InterruptedException {
    return origins.told()
        ? store.accept(header(record), body(record), origins.claim())
        : promise(record);
  }

  /// It begins before it is kept; if it cannot be kept, it is cancelled.
  private Acceptance promise(ExecutionRecord record) throws Unavailable {
    Promised promised = store.promise(header(record), body(record));
    record.onItsWay(promised.kept());
    var _ =
        promised
            .kept()
            .whenComplete((_, refused) -> {
              if (refused != null) {
                record.abandon();
              }
            });
    return new TakenOn(promised.hold());
  }

  private static Header header(ExecutionRecord record) {
    ExecutionRequest request = record.request();
    return new Header(
        record.id(),
        record.tenant(),
        record.createdAt(),
        record.parentId(),
        request.plan().dag().metadata().flowName(),
        request.tags(),
        KeptRequests.withheld(request.plan()));
  }

  private static Value.Obj body(ExecutionRecord record) {
    return KeptRequests.body(record.request(), record.context());
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
