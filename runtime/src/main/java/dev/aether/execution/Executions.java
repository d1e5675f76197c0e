package dev.aether.execution;

import dev.aether.context.ContextStore;
import dev.aether.context.Value;
import dev.aether.engine.Engine;
import dev.aether.engine.Execution;
import dev.aether.engine.ExecutionListener;
import dev.aether.engine.Report;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Runs requests: admits them, lays their context over the stored one, and can stop them all.
public final class Executions {
  private final Engine engine;
  private final ContextStore contexts;
  private final Admission admission;
  private final Supplier<ExecutionListener> observers;
  private final Set<Execution> running = ConcurrentHashMap.newKeySet();

  /// What came of a request.
  public sealed interface Outcome {}

  /// It ran; how it ended is in the report.
  public record Ran(Report report) implements Outcome {}

  /// It did not run: there is no room.
  ///
  /// @param retryAfter when there may be
  public record NoRoom(Duration retryAfter) implements Outcome {}

  /// It did not run: the server is about to stop.
  public record Draining() implements Outcome {}

  /// It did not run: there is no stored context of that name.
  public record NoSuchContext(String id) implements Outcome {}

  /// @param observers makes one for each execution, which hears its events
  public Executions(
      Engine engine,
      ContextStore contexts,
      Admission admission,
      Supplier<ExecutionListener> observers) {
    this.engine = engine;
    this.contexts = contexts;
    this.admission = admission;
    this.observers = observers;
  }

  /// Runs a request on the calling thread. An interrupt cancels it, and it still has a report.
  ///
  /// @param listener hears the events of this execution
  /// @throws InterruptedException if the thread is interrupted before the execution has started
  public Outcome run(ExecutionRequest request, ExecutionListener listener)
      throws InterruptedException {
    Value.Obj context = request.context();
    if (request.contextId().isPresent()) {
      Optional<ContextStore.Stored> stored =
          contexts.get(new ContextStore.Key(request.options().tenant(), request.contextId().get()));
      if (stored.isEmpty()) {
        return new NoSuchContext(request.contextId().get());
      }
      context = stored.get().values().overlaidWith(context);
    }
    return switch (admission.enter()) {
      case DRAINING -> new Draining();
      case OVERLOADED -> new NoRoom(Duration.ofSeconds(1));
      case ADMITTED -> {
        Execution execution =
            engine.prepare(
                request.plan(), context, request.options(), observers.get().and(listener));
        running.add(execution);
        try {
          yield new Ran(execution.run());
        } finally {
          running.remove(execution);
          admission.leave();
        }
      }
    };
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
      running.forEach(Execution::cancel);
      admission.awaitQuiet(Duration.ofSeconds(5));
    }
  }
}
