package dev.aether.execution;

import dev.aether.context.ContextStore;
import dev.aether.context.Value;
import dev.aether.engine.Engine;
import dev.aether.engine.ExecutionListener;
import dev.aether.engine.NodeOutcome;
import dev.aether.engine.Report;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Runs requests: admits them, lays their context over the stored one, keeps what became of them,
/// and can stop them all.
public final class Executions {
  private final Engine engine;
  private final ContextStore contexts;
  private final Admission admission;
  private final Function<ExecutionRequest, ExecutionListener> observers;
  private final ExecutionShelf shelf;
  private final Set<ExecutionRecord> running = ConcurrentHashMap.newKeySet();

  /// What came of a request to run.
  public sealed interface Outcome {}

  /// It ran; how it ended is in the report.
  public record Ran(Report report) implements Outcome {}

  /// What came of a request to begin.
  public sealed interface Beginning {}

  /// It has begun, or waits for its place.
  public record Begun(ExecutionRecord record) implements Beginning {}

  /// It did not run: there is no room.
  ///
  /// @param retryAfter when there may be
  public record NoRoom(Duration retryAfter) implements Outcome, Beginning {}

  /// It did not run: the server is about to stop.
  public record Draining() implements Outcome, Beginning {}

  /// It did not run: there is no stored context of that name.
  public record NoSuchContext(String id) implements Outcome, Beginning {}

  /// @param observers makes one for each execution, which hears its events
  /// @param shelf where executions can be found
  public Executions(
      Engine engine,
      ContextStore contexts,
      Admission admission,
      Function<ExecutionRequest, ExecutionListener> observers,
      ExecutionShelf shelf) {
    this.engine = engine;
    this.contexts = contexts;
    this.admission = admission;
    this.observers = observers;
    this.shelf = shelf;
  }

  /// Runs a request on the calling thread. An interrupt cancels it, and it still has a report.
  ///
  /// @param listener hears the events of this execution
  /// @throws InterruptedException if the thread is interrupted before the execution has started
  public Outcome run(ExecutionRequest request, ExecutionListener listener)
      throws InterruptedException {
    return switch (admit(request, listener, Optional.empty(), Map.of())) {
      case Admitted(var record, var place) -> new Ran(carryOut(record, place));
      case NotAdmitted(var why) -> (Outcome) why;
    };
  }

  /// Begins a request on a thread of its own.
  ///
  /// @param parent the execution that the known outcomes are from
  /// @param known outcomes by node that are taken over instead of running the node
  public Beginning begin(
      ExecutionRequest request,
      Optional<String> parent,
      Map<Integer, NodeOutcome.Succeeded> known) {
    return switch (admit(request, _ -> {}, parent, known)) {
      case Admitted(var record, var place) -> {
        Thread.ofVirtual()
            .name("execution " + record.id())
            .start(() -> {
              try {
                carryOut(record, place);
              } catch (InterruptedException _) {
                // Nobody interrupts this thread: executions are stopped through their record.
              }
            });
        yield new Begun(record);
      }
      case NotAdmitted(var why) -> why;
    };
  }

  private sealed interface Entry {}

  private record Admitted(ExecutionRecord record, Admission.Place place) implements Entry {}

  private record NotAdmitted(Beginning why) implements Entry {}

  private Entry admit(
      ExecutionRequest request,
      ExecutionListener listener,
      Optional<String> parent,
      Map<Integer, NodeOutcome.Succeeded> known) {
    Value.Obj context = request.context();
    if (request.contextId().isPresent()) {
      Optional<ContextStore.Stored> stored =
          contexts.get(new ContextStore.Key(request.options().tenant(), request.contextId().get()));
      if (stored.isEmpty()) {
        return new NotAdmitted(new NoSuchContext(request.contextId().get()));
      }
      context = stored.get().values().overlaidWith(context);
    }
    return switch (admission.ask()) {
      case Admission.Refusal.DRAINING -> new NotAdmitted(new Draining());
      case Admission.Refusal.OVERLOADED -> new NotAdmitted(new NoRoom(Duration.ofSeconds(1)));
      case Admission.Place place -> {
        Value.Obj values = context;
        var record =
            new ExecutionRecord(
                request,
                values,
                parent,
                log ->
                    engine.prepare(
                        request.plan(),
                        values,
                        request.options(),
                        known,
                        observers.apply(request).and(listener).and(log)));
        shelf.add(record);
        yield new Admitted(record, place);
      }
    };
  }

  private Report carryOut(ExecutionRecord record, Admission.Place place)
      throws InterruptedException {
    try {
      place.awaitTurn();
      running.add(record);
      return record.execution().run();
    } finally {
      running.remove(record);
      place.leave();
      shelf.ended(record);
    }
  }

  /// Where executions can be found.
  public ExecutionShelf shelf() {
    return shelf;
  }

  /// The executions of a tenant that are running now, oldest first.
  public List<ExecutionRecord> running(String tenant) {
    return running.stream()
        .filter(record -> record.tenant().equals(tenant))
        .sorted(Comparator.comparing(ExecutionRecord::id))
        .toList();
  }

  /// Who may run, and whether anybody may.
  public Admission admission() {
    return admission;
  }

  /// Lets what runs end, for a time, then cancels the rest and waits for that. Nothing is admitted
  /// any more.
  public void drain(Duration patience) throws InterruptedException {
    admission.drain();
    if (!admission.awaitQuiet(patience)) {
      running.forEach(ExecutionRecord::cancel);
      admission.awaitQuiet(Duration.ofSeconds(5));
    }
  }
}
