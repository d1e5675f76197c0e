package dev.aether.engine;

import dev.aether.llm.TraceContext;
import java.util.Arrays;
import java.util.Optional;

/// Several listeners, told in order. They lie in one array however they were put together, since
/// every event passes all of them.
final class Listeners implements ExecutionListener {
  private final ExecutionListener[] all;

  private Listeners(ExecutionListener[] all) {
    this.all = all;
  }

  static Listeners of(ExecutionListener first, ExecutionListener other) {
    ExecutionListener[] before = each(first);
    ExecutionListener[] after = each(other);
    ExecutionListener[] all = Arrays.copyOf(before, before.length + after.length);
    System.arraycopy(after, 0, all, before.length, after.length);
    return new Listeners(all);
  }

  private static ExecutionListener[] each(ExecutionListener listener) {
    return listener instanceof Listeners several ? several.all : new ExecutionListener[] {listener};
  }

  @Override
  public void on(ExecutionEvent event) {
    for (ExecutionListener listener : all) {
      listener.on(event);
    }
  }

  @Override
  public void caughtUp() {
    for (ExecutionListener listener : all) {
      listener.caughtUp();
    }
  }

  @Override
  public Optional<TraceContext> trace() {
    for (ExecutionListener listener : all) {
      Optional<TraceContext> place = listener.trace();
      if (place.isPresent()) {
        return place;
      }
    }
    return Optional.empty();
  }
}
