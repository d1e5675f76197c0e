package dev.aether.llm;

import dev.aether.llm.CallEvent.HeadersArrived;
import dev.aether.llm.CallEvent.Reason;
import dev.aether.llm.CallEvent.Waited;
import dev.aether.llm.LlmFailure.CircuitOpen;
import dev.aether.llm.LlmFailure.RateLimited;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.RateBucket.TooLong;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Keeps the calls of all executions within what each provider lets us do: calls a minute, tokens a
/// minute (estimated before, settled after), calls in flight. A provider that says it was too much
/// is left alone by all calls for as long as it asks.
///
/// One provider's name stands for one key. Waiting is told as [Waited].
public final class RateLimiting implements LlmClient {
  private static final int CHARS_PER_TOKEN = 4;
  private static final int USUAL_ANSWER_TOKENS = 256;
  private static final Duration UNNOTICED = Duration.ofNanos(100_000);

  private final LlmClient next;
  private final Function<String, RateLimits> limits;
  private final LongSupplier nanoTime;
  private final Pause pause;
  private final Map<String, RateBucket> buckets = new ConcurrentHashMap<>();

  /// @param limits by the provider's name
  /// @param nanoTime monotonic clock
  public RateLimiting(
      LlmClient next, Function<String, RateLimits> limits, LongSupplier nanoTime, Pause pause) {
    this.next = next;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    RateBucket bucket =
        buckets.computeIfAbsent(
            request.provider(), name -> new RateBucket(limits.apply(name), nanoTime, pause));
    long estimate = estimate(request);
    long came = nanoTime.getAsLong();
    RateBucket.Entry entry = bucket.enter(estimate, call.deadline());
    Duration waited = Duration.ofNanos(nanoTime.getAsLong() - came);
    if (waited.compareTo(UNNOTICED) > 0) {
      call.listener().accept(new Waited(request.provider(), Reason.RATE_LIMIT, waited));
    }
    if (entry instanceof TooLong(var wait)) {
      return new NoCompletion(new RateLimited(request.provider(), wait));
    }
    boolean decided = false;
    try {
      LlmResult result = next.complete(request, call.heardBy(event -> learn(event, bucket)));
      settle(result, estimate, bucket);
      decided = true;
      return result;
    } finally {
      if (!decided) {
        bucket.settle(estimate, 0); // cancelled; what it took will show in the next headers
      }
      bucket.leave();
    }
  }

  private static long estimate(LlmRequest request) {
    long chars =
        (long) request.prompt().length() + request.systemPrompt().map(String::length).orElse(0);
    return chars / CHARS_PER_TOKEN
        + Math.min(USUAL_ANSWER_TOKENS, request.maxOutputTokens().orElse(USUAL_ANSWER_TOKENS));
  }

  private static void learn(CallEvent event, RateBucket bucket) {
    if (event instanceof HeadersArrived arrived && !arrived.rates().equals(RateSignals.NONE)) {
      bucket.learn(arrived.rates());
    }
  }

  private static void settle(LlmResult result, long estimate, RateBucket bucket) {
    switch (result) {
      case Completion answer -> {
        bucket.wentWell();
        bucket.settle(estimate, answer.usage().total());
      }
      case NoCompletion(CircuitOpen _, _) -> bucket.undo(estimate);
      case NoCompletion(RateLimited(_, var asked), var spent) -> {
        bucket.settle(estimate, spent.usage().total());
        bucket.pauseAll(asked);
      }
      case NoCompletion(_, var spent) -> bucket.settle(estimate, spent.usage().total());
    }
  }

  /// How a provider's limits stand.
  ///
  /// @param waiting calls that wait now
  /// @param requestsPerMinute configured or learnt
  /// @param tokensPerMinute configured or learnt
  /// @param paused for how long it is left alone
  public record Standing(
      String provider,
      int waiting,
      OptionalLong requestsPerMinute,
      OptionalLong tokensPerMinute,
      OptionalInt callsInFlight,
      Duration paused) {}

  /// All providers that were ever asked, by name.
  public List<Standing> standings() {
    return buckets.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(bucket -> bucket.getValue().standing(bucket.getKey()))
        .toList();
  }

  /// Calls that wait for this provider now.
  public int waiting(String provider) {
    RateBucket bucket = buckets.get(provider);
    return bucket == null ? 0 : bucket.waiting();
  }
}
