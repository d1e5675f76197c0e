package dev.aether.engine;

import dev.aether.llm.TraceContext;
import java.util.Optional;
import java.util.function.Supplier;

/// Hears the events of one execution, in order and on one thread. It must not block for long: the
/// execution's own thread is the one that calls.
@FunctionalInterface
public interface ExecutionListener {
  /// Something happened.
  void on(ExecutionEvent event);

  /// Everything that is known has been told, and what comes next may take long. Whoever passes
  /// events on can do so now with many at once. The last thing that a listener hears.
  default void caughtUp() {}

  /// Where the execution stands in a trace, if this listener traces it.
  default Optional<TraceContext> trace() {
    return Optional.empty();
  }

  /// Hears nothing, and still tells providers whose work theirs is a part of.
  ///
  /// @param work asked once, when somebody wants to know
  static ExecutionListener within(Supplier<Optional<TraceContext>> work) {
    return new Within(work);
  }

  /// Tells both, this one first.
  default ExecutionListener and(ExecutionListener other) {
    return Listeners.of(this, other);
  }
}
