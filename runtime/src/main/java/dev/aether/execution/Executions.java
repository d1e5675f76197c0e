package dev.aether.execution;

import dev.aether.context.ContextStore;
import dev.aether.context.Value;
import dev.aether.engine.Engine;
import dev.aether.engine.ExecutionListener;
import dev.aether.engine.NodeOutcome;
import dev.aether.engine.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Runs requests: admits them, lays their context over the stored one, keeps what became of them,
/// and can stop them all.
public final class Executions {
  private static final Duration UNTIL_KEPT = Duration.ofSeconds(30);
  private static final Duration LOOK_AFTER = Duration.ofSeconds(1);

  private final Engine engine;
  private final BaseContexts bases;
  private final Admission admission;
  private final Function<ExecutionRequest, ExecutionListener> observers;
  private final ExecutionShelf shelf;
  private final Optional<KeptExecutions> kept;
  private final ActiveExecutions active;
  private final Optional<Elsewhere> elsewhere;
  private final Optional<Succession> succession;

  /// What came of a request to run.
  public sealed interface Outcome {}

  /// It ran; how it ended is in the report.
  public record Ran(Report report) implements Outcome {}

  /// What came of a request to begin.
  public sealed interface Beginning {}

  /// It has begun, or waits for its place.
  public record Begun(ExecutionRecord record) implements Beginning {}

  /// It has begun before, by the same key, perhaps on another server.
  public record BegunBefore(ExecutionStore.Claimed earlier) implements Beginning {}

  /// It did not run: there is no room.
  ///
  /// @param retryAfter when there may be
  public record NoRoom(Duration retryAfter) implements Outcome, Beginning {}

  /// It did not run: the server is about to stop.
  public record Draining() implements Outcome, Beginning {}

  /// It did not run: there is no stored context of that name.
  public record NoSuchContext(String id) implements Outcome, Beginning {}

  /// It did not run: the stored contexts cannot be read now.
  public record ContextsDown(String trouble) implements Outcome, Beginning {}

  /// It did not run, or it is not known how it ended: what happens cannot be kept now.
  public record StoreDown(String trouble) implements Outcome, Beginning {}

  /// Where executions are kept, and what is needed to read them again.
  public record Keeping(ExecutionStore store, EventCodec codec, RequestReader reader) {}

  /// @param observers makes one for each execution, which hears its events
  /// @param shelf where executions can be found that are in memory
  /// @param keeping where they are kept beyond that
  public Executions(
      Engine engine,
      ContextStore contexts,
      Admission admission,
      Function<ExecutionRequest, ExecutionListener> observers,
      ExecutionShelf shelf,
      Optional<Keeping> keeping) {
    this.engine = engine;
    this.bases = new BaseContexts(contexts);
    this.admission = admission;
    this.observers = observers;
    this.shelf = shelf;
    this.kept =
        keeping.map(means -> new KeptExecutions(means.store(), means.codec(), means.reader()));
    this.active = new ActiveExecutions(admission, shelf);
    this.elsewhere = kept.map(Elsewhere::new);
    this.succession =
        kept.map(it ->
            new Succession(engine, it, active, admission, elsewhere.orElseThrow(), observers));
  }

  /// Runs a request on the calling thread. An interrupt cancels it, and it still has a report.
  ///
  /// @param listener hears the events of this execution
  /// @throws InterruptedException if the thread is interrupted before the execution has started
  public Outcome run(ExecutionRequest request, ExecutionListener listener)
      throws InterruptedException {
    return switch (admit(request, listener, Origins.untold())) {
      case Admitted(var record, var place) -> {
        Report report = active.carryOut(record, place);
        Optional<String> refusal = record.awaitKept();
        if (refusal.isPresent()) {
          yield new StoreDown(refusal.get());
        }
        if (awaitEnd(record)) {
          yield new Ran(record.log().isLost() ? record.resultIfEnded().orElse(report) : report);
        }
        yield new StoreDown("what happened could not be kept in time");
      }
      case NotAdmitted(var why) -> (Outcome) why;
    };
  }

  /// Begins a request on a thread of its own.
  ///
  /// @param parent the execution that the known outcomes are from
  /// @param known outcomes by node that are taken over instead of running the node
  public Beginning begin(
      ExecutionRequest request, Optional<String> parent, Map<Integer, NodeOutcome.Succeeded> known)
      throws InterruptedException {
    return begin(request, new Origins(parent, known, Optional.empty(), true));
  }

  /// Begins a request that nobody is to begin twice.
  ///
  /// @param claim the key that stands for it
  public Beginning begin(ExecutionRequest request, Optional<ExecutionStore.Claim> claim)
      throws InterruptedException {
    return begin(request, new Origins(Optional.empty(), Map.of(), claim, true));
  }

  private Beginning begin(ExecutionRequest request, Origins origins) throws InterruptedException {
    return switch (admit(request, _ -> {}, origins)) {
      case Admitted(var record, var place) -> {
        active.start(record, place);
        yield new Begun(record);
      }
      case NotAdmitted(var why) -> why;
    };
  }

  private sealed interface Entry {}

  private record Admitted(ExecutionRecord record, Admission.Place place) implements Entry {}

  private record NotAdmitted(Beginning why) implements Entry {}

  private Entry admit(ExecutionRequest request, ExecutionListener listener, Origins origins)
      throws InterruptedException {
    return switch (admission.ask()) {
      case Admission.Refusal.DRAINING -> new NotAdmitted(new Draining());
      case Admission.Refusal.OVERLOADED -> new NotAdmitted(new NoRoom(Duration.ofSeconds(1)));
      case Admission.Place place ->
          switch (bases.under(request, place)) {
            case BaseContexts.Missing(var why) -> new NotAdmitted(why);
            case BaseContexts.Laid(var context) ->
                keep(() -> prepared(request, context, listener, origins), origins, place);
          };
    };
  }

  /// @param journal keeps its events, if they are kept
  private record Prepared(ExecutionRecord record, Optional<KeptExecutions.Journal> journal) {}

  private Prepared prepared(
      ExecutionRequest request, Value.Obj context, ExecutionListener listener, Origins origins) {
    Optional<KeptExecutions.Journal> journal = kept.map(KeptExecutions::journal);
    EventLog log = journal.map(EventLog::new).orElseGet(EventLog::new);
    var heard = observers.apply(request).and(listener).and(log);
    var execution =
        engine.prepare(request.plan(), context, request.options(), origins.known(), heard);
    return new Prepared(
        new ExecutionRecord(request, context, origins.parent(), log, execution), journal);
  }

  private Entry keep(Supplier<Prepared> execution, Origins origins, Admission.Place place)
      throws InterruptedException {
    boolean done = false;
    String owner = "";
    try {
      var prepared = execution.get();
      ExecutionRecord record = prepared.record();
      if (kept.isPresent()) {
        switch (kept.get().takeOn(record, origins)) {
          case ExecutionStore.Before(var earlier) -> {
            return new NotAdmitted(new BegunBefore(earlier));
          }
          case ExecutionStore.TakenOn(var hold) -> {
            Succession next = succession.orElseThrow();
            prepared.journal().orElseThrow().by(hold, () -> next.lost(record));
            owner = hold.owner();
          }
        }
      }
      active.add(record, owner);
      done = true;
      return new Admitted(record, place);
    } catch (ExecutionStore.Unavailable down) {
      return new NotAdmitted(new StoreDown(String.valueOf(down.getMessage())));
    } finally {
      if (!done) {
        place.leave();
      }
    }
  }

  /// Goes on with everything that a process before this one has not finished; says how many.
  /// Whatever other servers leave unfinished from now on, this one goes on with as well.
  public int resume() throws ExecutionStore.Unavailable, InterruptedException {
    return kept.isEmpty() ? 0 : kept.get().store().attend(succession.orElseThrow());
  }

  /// A tenant's execution by its name.
  public Optional<ExecutionRecord> find(String tenant, String id)
      throws ExecutionStore.Unavailable {
    Optional<ExecutionRecord> here = shelf.get(tenant, id);
    if (here.isPresent() || kept.isEmpty()) {
      return here;
    }
    Optional<ExecutionRecord> watched = elsewhere.flatMap(it -> it.get(tenant, id));
    if (watched.isPresent()) {
      return watched;
    }
    Optional<ExecutionRecord> found = kept.get().find(tenant, id);
    found
        .filter(record -> !record.phase().ended())
        .ifPresent(record -> elsewhere.orElseThrow().watch(record));
    return found;
  }

  /// A tenant's executions, newest first.
  public List<ExecutionRecord> list(String tenant, ExecutionShelf.Filter filter, int most)
      throws ExecutionStore.Unavailable {
    return kept.isEmpty()
        ? shelf.list(tenant, filter, most)
        : kept.get().list(tenant, filter, most, shelf);
  }

  /// What a key has begun, before this process started.
  public Optional<ExecutionStore.Claimed> claimed(String tenant, String key)
      throws ExecutionStore.Unavailable {
    return kept.isEmpty() ? Optional.empty() : kept.get().store().claimed(tenant, key);
  }

  /// Asks an execution to stop, and keeps that.
  public void cancel(ExecutionRecord record)
      throws ExecutionStore.Unavailable, InterruptedException {
    if (kept.isPresent()) {
      kept.get().store().cancel(record.id());
    }
    record.cancel();
  }

  /// Waits until an execution has ended, however long that takes, if only what happens can be kept.
  ///
  /// @return whether it has ended
  public boolean awaitEnd(ExecutionRecord record) throws InterruptedException {
    Duration down = Duration.ZERO;
    while (down.compareTo(UNTIL_KEPT) < 0) {
      if (record.log().awaitEnd(LOOK_AFTER)) {
        return true;
      }
      down = trouble().isPresent() ? down.plus(LOOK_AFTER) : Duration.ZERO;
    }
    return false;
  }

  /// Why nothing can be kept now, if that is so.
  public Optional<String> trouble() {
    return kept.flatMap(keeping -> keeping.store().trouble());
  }

  /// The executions of a tenant that are running now, oldest first.
  public List<ExecutionRecord> running(String tenant) {
    return active.running(tenant);
  }

  /// Who may run, and whether anybody may.
  public Admission admission() {
    return admission;
  }

  /// Lets what runs end, for a time. Nothing is admitted any more. What is still not done is
  /// cancelled, unless it is kept: then it goes on with the next process.
  public void drain(Duration patience) throws InterruptedException {
    active.drain(patience, kept.isEmpty());
  }
}
