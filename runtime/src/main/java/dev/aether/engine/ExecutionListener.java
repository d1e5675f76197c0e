package dev.aether.engine;

/// Hears the events of one execution, in order and on one thread. It must not block for long: the
/// execution's own thread is the one that calls.
@FunctionalInterface
public interface ExecutionListener {
  /// Something happened.
  void on(ExecutionEvent event);

  /// Tells both, this one first.
  default ExecutionListener and(ExecutionListener other) {
    return event -> {
      on(event);
      other.on(event);
    };
  }
}
