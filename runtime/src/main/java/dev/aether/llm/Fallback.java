package dev.aether.llm;

import dev.aether.llm.CallEvent.FellBack;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.Models.Route;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Asks the call's other models, in order, when the first has failed for good and another may do
/// better: its attempts are used up, its circuit is open, its account is empty. Not when text of
/// the first has reached a reader, and not when the request itself is at fault.
///
/// The answer names who gave it. A model that only the mock could stand in for is passed over.
public final class Fallback implements LlmClient {
  private final LlmClient next;
  private final Models models;

  /// @param next asked once for each model
  public Fallback(LlmClient next, Models models) {
    this.next = next;
    this.models = models;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    if (call.fallbackModels().isEmpty()) {
      return next.complete(request, call);
    }
    var spoken = new AtomicBoolean();
    Call noting =
        call.telling(text -> {
          spoken.set(true);
          call.onText().accept(text);
        });
    LlmResult result = next.complete(request, noting);
    LlmRequest asked = request;
    Spent wasted = Spent.NOTHING;
    for (String model : call.fallbackModels()) {
      if (!(result instanceof NoCompletion failed)
          || !failed.failure().othersMayHelp()
          || (call.streaming() && spoken.get() && call.screen().heard())
          || call.deadline().passed()) {
        break;
      }
      Route route = models.route(Optional.of(model));
      if (route.warning().isPresent()) {
        continue;
      }
      wasted = wasted.plus(failed.spent());
      call.listener().accept(new FellBack(asked.model(), route.model(), failed.failure()));
      asked = request.to(route.provider(), route.model());
      call.screen().again();
      result = next.complete(asked, noting);
    }
    return said(result, request, wasted);
  }

  private static LlmResult said(LlmResult result, LlmRequest request, Spent wasted) {
    return switch (result) {
      case Completion answer when answer.answers(request) -> answer;
      case Completion answer ->
          answer
              .after(wasted, false)
              .warning(
                  List.of(
                      "%s answered, because %s did not"
                          .formatted(answer.model(), request.model())));
      case NoCompletion failed -> failed.after(wasted);
    };
  }
}
