package dev.aether.execution;

import dev.aether.engine.Report;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Executions that run in this process, or wait here for their place. Safe for use by many threads.
final class ActiveExecutions {
  private final Admission admission;
  private final ExecutionShelf shelf;
  private final Map<String, Active> active = new ConcurrentHashMap<>();

  /// One of them.
  private static final class Active {
    private final ExecutionRecord record;
    private final String owner;
    private volatile boolean running;

    Active(ExecutionRecord record, String owner) {
      this.record = record;
      this.owner = owner;
    }
  }

  ActiveExecutions(Admission admission, ExecutionShelf shelf) {
    this.admission = admission;
    this.shelf = shelf;
  }

  /// @param owner the lease under which the server has it
  void add(ExecutionRecord record, String owner) {
    active.put(record.id(), new Active(record, owner));
    shelf.add(record);
  }

  Optional<ExecutionRecord> get(String id) {
    return Optional.ofNullable(active.get(id)).map(it -> it.record);
  }

  /// What the server has under a lease.
  List<ExecutionRecord> under(String owner) {
    return active.values().stream()
        .filter(it -> owner.equals(it.owner))
        .map(it -> it.record)
        .toList();
  }

  private boolean remove(ExecutionRecord record) {
    Active its = active.get(record.id());
    return its != null && its.record.equals(record) && active.remove(record.id(), its);
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
    Active its = active.get(record.id());
    try {
      place.awaitTurn();
      if (its != null) {
        its.running = true;
      }
      return record.run();
    } finally {
      place.leave();
      if (remove(record)) {
        shelf.ended(record);
      }
    }
  }

  /// The executions of a tenant that are running now, oldest first.
  List<ExecutionRecord> running(String tenant) {
    return running()
        .filter(record -> record.tenant().equals(tenant) && record.canBeTold())
        .sorted(Comparator.comparing(ExecutionRecord::id))
        .toList();
  }

  private Stream<ExecutionRecord> running() {
    return active.values().stream().filter(it -> it.running).map(it -> it.record);
  }

  /// Lets what runs end, for a time.
  ///
  /// @param stop whether what is still not done is cancelled then
  void drain(Duration patience, boolean stop) throws InterruptedException {
    admission.drain();
    if (!admission.awaitQuiet(patience) && stop) {
      running().forEach(ExecutionRecord::cancel);
      admission.awaitQuiet(Duration.ofSeconds(5));
    }
  }
}
