package dev.aether.llm;

import dev.aether.llm.LlmResult.NoCompletion;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/// Tries a failed call again, as long as that can help, there is time for it, and no text has
/// reached a reader yet.
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
    for (int attempt = 1; ; attempt++) {
      LlmResult result = next.complete(request, noting);
      if (!(result instanceof NoCompletion(LlmFailure failure))
          || !failure.retryable()
          || (call.streaming() && spoken.get())
          || attempt >= call.retry().maxAttempts()) {
        return result;
      }
      Duration delay = delay(failure, attempt, call.retry());
      if (!call.deadline().allows(delay)) {
        return result;
      }
      call.listener().accept(new CallEvent.RetryPlanned(attempt, delay, failure));
      pause.of(delay);
    }
  }

  private Duration delay(LlmFailure failure, int attempt, RetryPolicy policy) {
    Duration backoff = policy.delayAfter(attempt, random);
    return failure.patience().filter(wait -> wait.compareTo(backoff) > 0).orElse(backoff);
  }
}
