package dev.aether.execution;

import dev.aether.context.ContextStore;
import dev.aether.context.Value;
import java.util.Optional;

/// What requests run with: their own context, laid over the stored one that they name.
///
/// @param contexts where those are kept
record BaseContexts(ContextStore contexts) {

  /// What came of looking for the stored one.
  sealed interface Reading {}

  /// The whole context.
  record Laid(Value.Obj context) implements Reading {}

  /// There is none, or it cannot be read.
  record Missing(Executions.Beginning why) implements Reading {}

  /// @param place of the request, which it leaves if it does not run
  Reading under(ExecutionRequest request, Admission.Place place) throws InterruptedException {
    boolean ready = false;
    try {
      Reading reading = under(request);
      ready = reading instanceof Laid;
      return reading;
    } finally {
      if (!ready) {
        place.leave();
      }
    }
  }

  private Reading under(ExecutionRequest request) throws InterruptedException {
    if (request.contextId().isEmpty()) {
      return new Laid(request.context());
    }
    String id = request.contextId().get();
    try {
      Optional<ContextStore.Stored> stored =
          contexts.get(new ContextStore.Key(request.options().tenant(), id));
      return stored.isPresent()
          ? new Laid(stored.get().values().overlaidWith(request.context()))
          : new Missing(new Executions.NoSuchContext(id));
    } catch (ContextStore.Unavailable down) {
      return new Missing(new Executions.ContextsDown(String.valueOf(down.getMessage())));
    }
  }
}
