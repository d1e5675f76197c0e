package dev.aether.engine;

import dev.aether.llm.CallEvent;
import dev.aether.llm.LlmFailure;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Notes what the node's report says of the call, and passes everything on. Not for more than one
/// thread.
final class CallHistory implements Consumer<CallEvent> {
  private final Consumer<CallEvent> next;
  private final List<Stretch> course = new ArrayList<>(1);
  private int attempts;
  private boolean cacheable;

  CallHistory(Consumer<CallEvent> next) {
    this.next = next;
  }

  @Override
  public void accept(CallEvent event) {
    switch (event) {
      case CallEvent.AttemptStarted _ -> attempts++;
      case CallEvent.AttemptEnded(var provider, var model, var result, var took, var firstText) ->
          course.add(new Stretch.Attempt(provider, model, took, firstText, failure(result)));
      case CallEvent.RetryPlanned(_, var delay, _) -> course.add(new Stretch.BackedOff(delay));
      case CallEvent.Waited(_, var reason, var waited) ->
          course.add(new Stretch.Waited(reason, waited));
      case CallEvent.CacheLookup _ -> cacheable = true;
      case CallEvent.HeadersArrived _, CallEvent.FellBack _, CallEvent.PrefixAsked _ -> {}
    }
    next.accept(event);
  }

  private static Optional<LlmFailure> failure(LlmResult result) {
    return switch (result) {
      case Completion _ -> Optional.empty();
      case NoCompletion(var failure, _) -> Optional.of(failure);
    };
  }

  int attempts() {
    return Math.max(1, attempts);
  }

  boolean cacheable() {
    return cacheable;
  }

  List<Stretch> course() {
    return course;
  }
}
