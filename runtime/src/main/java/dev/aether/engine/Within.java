package dev.aether.engine;

import dev.aether.llm.TraceContext;
import java.util.Optional;
import java.util.function.Supplier;

/// Hears nothing; where the execution stands in a trace is found out when somebody wants to know,
/// for most executions of a busy server are not recorded and have their answers from a cache.
final class Within implements ExecutionListener {
  private final Supplier<Optional<TraceContext>> work;
  private Optional<TraceContext> place = Optional.empty();
  private boolean known;

  Within(Supplier<Optional<TraceContext>> work) {
    this.work = work;
  }

  @Override
  public void on(ExecutionEvent event) {}

  @Override
  public synchronized Optional<TraceContext> trace() {
    if (!known) {
      place = work.get();
      known = true;
    }
    return place;
  }
}
