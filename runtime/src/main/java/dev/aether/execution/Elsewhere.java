package dev.aether.execution;

import dev.aether.engine.ExecutionEvent;
import dev.aether.execution.ExecutionStore.Events;
import dev.aether.execution.ExecutionStore.Kept;
import dev.aether.execution.ExecutionStore.Unavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Executions that other servers have, for as long as somebody here looks at them: their logs hear
/// what is kept there. Safe for use by many threads.
final class Elsewhere {
  private static final Logger LOG = System.getLogger("aether.store");

  private final KeptExecutions kept;
  private final ReentrantLock lock = new ReentrantLock();

  /// Nobody is kept by this; there may be several of one execution, if several asked at once.
  private final Map<String, Set<ExecutionRecord>> watched = new HashMap<>();

  Elsewhere(KeptExecutions kept) {
    this.kept = kept;
  }

  /// An execution that is watched already. Of several records the one that has heard most, so that
  /// who asks twice does not hear less the second time.
  Optional<ExecutionRecord> get(String tenant, String id) {
    return watched(id).stream()
        .filter(record -> record.tenant().equals(tenant))
        .max(Comparator.comparingLong(record -> record.log().last()));
  }

  private List<ExecutionRecord> watched(String id) {
    lock.lock();
    try {
      Set<ExecutionRecord> records = watched.getOrDefault(id, Set.of());
      if (records.isEmpty()) {
        watched.remove(id);
      }
      return List.copyOf(records);
    } finally {
      lock.unlock();
    }
  }

  /// From now on the record hears what happens, until it has ended or nobody has it any more.
  void watch(ExecutionRecord record) {
    lock.lock();
    try {
      watched
          .computeIfAbsent(record.id(), _ -> Collections.newSetFromMap(new WeakHashMap<>()))
          .add(record);
    } finally {
      lock.unlock();
    }
    catchUp(record);
  }

  private void forget(ExecutionRecord record) {
    lock.lock();
    try {
      watched.getOrDefault(record.id(), new HashSet<>()).remove(record);
    } finally {
      lock.unlock();
    }
    watched(record.id());
  }

  /// There may be news of an execution.
  void news(String id) {
    watched(id).forEach(this::catchUp);
  }

  /// There may be news of any of them.
  void newsOfAll() {
    List<String> ids;
    lock.lock();
    try {
      ids = List.copyOf(watched.keySet());
    } finally {
      lock.unlock();
    }
    ids.forEach(this::news);
  }

  private void catchUp(ExecutionRecord record) {
    try {
      long had = record.log().last();
      Events more = kept.store().events(record.id(), had);
      List<ExecutionEvent> events =
          Recollection.events(more.values(), record.request(), kept.codec(), record.id());
      record.log().hear(had, events);
      if (more.damaged() || events.size() < more.values().size()) {
        endIfEnded(record);
      }
      if (record.phase().ended()) {
        forget(record);
      }
    } catch (Unavailable later) {
      LOG.log(Level.DEBUG, "no news of execution " + record.id(), later);
    }
  }

  /// Its end cannot be read, but that there is one.
  private void endIfEnded(ExecutionRecord record) throws Unavailable {
    Optional<Kept> whole = kept.store().find(record.tenant(), record.id());
    if (whole.isPresent() && whole.get().phase().ended()) {
      List<ExecutionEvent> events = kept.recollect(whole.get()).whole();
      int had = (int) record.log().last();
      record.log().hear(had, events.subList(Math.min(had, events.size()), events.size()));
    }
  }
}
