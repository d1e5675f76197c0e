package dev.aether.llm;

import dev.aether.llm.LlmFailure.ShapeViolation;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Spent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/// Tries a failed call again, as long as that can help, there is time for it, and no text has
/// reached a reader yet. A model whose answer had the wrong shape is told what was wrong with it.
public final class Retrying implements LlmClient {
  private final LlmClient next;
  private final RandomGenerator random;
  private final Pause pause;

  /// @param next the layer to call again
  /// @param random for the jitter; must be safe for use by many threads
  public Retrying(LlmClient next, RandomGenerator random, Pause pause) {
    this.next = next;
    this.random = random;
    this.pause = pause;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    if (call.retry().maxAttempts() == 1) {
      return next.complete(request, call);
    }
    var spoken = new AtomicBoolean();
    Call noting =
        call.telling(text -> {
          spoken.set(true);
          call.onText().accept(text);
        });
    LlmRequest asked = request;
    Spent wasted = Spent.NOTHING;
    boolean repairing = false;
    for (int attempt = 1; ; attempt++) {
      LlmResult result = next.complete(asked, noting);
      if (result instanceof Completion answer) {
        return attempt == 1 ? answer : answer.after(wasted, repairing);
      }
      var failed = (NoCompletion) result;
      LlmFailure failure = failed.failure();
      boolean again =
          failure.retryable()
              && !(call.streaming() && spoken.get() && call.screen().heard())
              && attempt < call.retry().maxAttempts();
      Duration delay = delay(failure, attempt, call.retry());
      if (!again || !call.deadline().allows(delay)) {
        return failed.after(wasted);
      }
      wasted = wasted.plus(failed.spent());
      if (failure instanceof ShapeViolation(_, var violation)) {
        repairing = true;
        asked = request.asking(request.prompt() + repair(violation));
      }
      call.listener().accept(new CallEvent.RetryPlanned(attempt, delay, failure));
      pause.of(delay);
      call.screen().again();
    }
  }

  private static String repair(String violation) {
    return "\n\nYour last answer to this could not be used: "
        + violation
        + "\nAnswer again, with nothing but the corrected answer.";
  }

  private Duration delay(LlmFailure failure, int attempt, RetryPolicy policy) {
    Duration backoff = policy.delayAfter(attempt, random);
    return failure.patience().filter(wait -> wait.compareTo(backoff) > 0).orElse(backoff);
  }
}
