package dev.aether.execution;

import dev.aether.engine.Report;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Executions that run in this process, or wait here for their place. Safe for use by many threads.
final class ActiveExecutions {
  private final Admission admission;
  private final ExecutionShelf shelf;
  private final Map<String, ExecutionRecord> active = new ConcurrentHashMap<>();
  private final Map<String, String> owners = new ConcurrentHashMap<>(); // leases by execution
  private final Set<ExecutionRecord> running = ConcurrentHashMap.newKeySet();

  ActiveExecutions(Admission admission, ExecutionShelf shelf) {
    this.admission = admission;
    this.shelf = shelf;
  }

  /// @param owner the lease under which the server has it
  void add(ExecutionRecord record, String owner) {
    owners.put(record.id(), owner);
    active.put(record.id(), record);
    shelf.add(record);
  }

  Optional<ExecutionRecord> get(String id) {
    return Optional.ofNullable(active.get(id));
  }

  /// What the server has under a lease.
  List<ExecutionRecord> under(String owner) {
    return active.values().stream()
        .filter(record -> owner.equals(owners.get(record.id())))
        .toList();
  }

  private boolean remove(ExecutionRecord record) {
    boolean there = active.remove(record.id(), record);
    if (there) {
      owners.remove(record.id());
    }
    return there;
  }

  /// Another server has it.
  void drop(ExecutionRecord record) {
    remove(record);
    shelf.remove(record);
    record.abandon();
  }

  /// Runs one that was added, on a thread of its own.
  void start(ExecutionRecord record, Admission.Place place) {
    Thread.ofVirtual()
        .name("execution " + record.id())
        .start(() -> {
          try {
            carryOut(record, place);
          } catch (InterruptedException _) {
            // Nobody interrupts this thread: executions are stopped through their record.
          }
        });
  }

  /// Runs one that was added, on this thread.
  Report carryOut(ExecutionRecord record, Admission.Place place) throws InterruptedException {
    try {
      place.awaitTurn();
      running.add(record);
      return record.run();
    } finally {
      running.remove(record);
      place.leave();
      if (remove(record)) {
        shelf.ended(record);
      }
    }
  }

  /// The executions of a tenant that are running now, oldest first.
  List<ExecutionRecord> running(String tenant) {
    return running.stream()
        .filter(record -> record.tenant().equals(tenant) && record.canBeTold())
        .sorted(Comparator.comparing(ExecutionRecord::id))
        .toList();
  }

  /// Lets what runs end, for a time.
  ///
  /// @param stop whether what is still not done is cancelled then
  void drain(Duration patience, boolean stop) throws InterruptedException {
    admission.drain();
    if (!admission.awaitQuiet(patience) && stop) {
      running.forEach(ExecutionRecord::cancel);
      admission.awaitQuiet(Duration.ofSeconds(5));
    }
  }
}
