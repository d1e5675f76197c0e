package dev.aether.execution;

import dev.aether.context.Value;
import dev.aether.engine.Engine;
import dev.aether.engine.Execution;
import dev.aether.engine.ExecutionListener;
import dev.aether.execution.ExecutionStore.Attendant;
import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.ExecutionStore.Kept;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Function;

/// Goes on with executions that a process before this one, or another server, has left.
final class Succession implements Attendant {
  private static final Logger LOG = System.getLogger("aether.store");

  private final Engine engine;
  private final KeptExecutions kept;
  private final ActiveExecutions active;
  private final Admission admission;
  private final Elsewhere elsewhere;
  private final Function<ExecutionRequest, ExecutionListener> observers;

  Succession(
      Engine engine,
      KeptExecutions kept,
      ActiveExecutions active,
      Admission admission,
      Elsewhere elsewhere,
      Function<ExecutionRequest, ExecutionListener> observers) {
    this.engine = engine;
    this.kept = kept;
    this.active = active;
    this.admission = admission;
    this.elsewhere = elsewhere;
    this.observers = observers;
  }

  @Override
  public boolean hasRoom() {
    return !admission.isDraining() && admission.running() < admission.limit();
  }

  @Override
  public boolean has(String id) {
    return active.get(id).isPresent();
  }

  @Override
  public void goOn(Hold hold, Kept from) {
    try {
      goOn(hold, new Unfinished(from, kept.recollect(from)));
    } catch (RuntimeException defect) { // one execution is no reason to give up on the others
      LOG.log(Level.ERROR, "execution %s cannot go on".formatted(hold.id()), defect);
    }
  }

  private void goOn(Hold hold, Unfinished unfinished) {
    var ending = unfinished.ending(kept.codec());
    if (ending.isPresent()) {
      // It is in no list of this process, so who watches hears of its end as of one elsewhere.
      kept.end(
          hold,
          unfinished.read(),
          ending.get(),
          () -> Thread.ofVirtual().start(() -> elsewhere.news(hold.id())));
      return;
    }
    KeptExecutions.Journal journal = kept.journal().by(hold, () -> {});
    var log = new EventLog(unfinished.before().events(), journal);
    ExecutionRequest request = unfinished.before().request();
    Value.Obj context = request.context();
    Execution execution =
        engine.resume(
            hold.id(),
            unfinished.kept().header().createdAt(),
            request.plan(),
            context,
            request.options(),
            unfinished.known(),
            observers.apply(request).and(unfinished.listener(log)));
    Optional<String> parent = unfinished.kept().header().parentId();
    var record = new ExecutionRecord(request, context, parent, log, execution);
    journal.by(hold, () -> lost(record));
    if (unfinished.kept().cancelling()) {
      record.cancel();
    }
    active.add(record, hold.owner());
    active.start(record, admission.readmit());
  }

  /// Another server has the execution: what happens here is not recorded any more.
  void lost(ExecutionRecord record) {
    if (!record.isRefused() && record.log().lose()) {
      LOG.log(Level.WARNING, "another server has taken execution " + record.id());
      active.drop(record);
      Thread.ofVirtual().start(() -> elsewhere.watch(record));
    }
  }

  @Override
  public void lost(String owner) {
    active.under(owner).forEach(this::lost);
  }

  @Override
  public void stop(String id) {
    active.get(id).ifPresent(ExecutionRecord::cancel);
  }

  @Override
  public void news(String id) {
    elsewhere.news(id);
  }

  @Override
  public void missed() {
    elsewhere.newsOfAll();
  }
}
