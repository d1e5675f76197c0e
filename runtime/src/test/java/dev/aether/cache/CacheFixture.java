package dev.aether.cache;

import static dev.aether.llm.Calls.answer;
import static dev.aether.llm.Calls.ask;

import dev.aether.llm.Call;
import dev.aether.llm.Call.CacheUse;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.Call.Privacy;
import dev.aether.llm.CallEvent;
import dev.aether.llm.CallEvent.CacheLookup;
import dev.aether.llm.CallEvent.Layer;
import dev.aether.llm.CallEvent.Lookup;
import dev.aether.llm.Calls;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.NoCompletion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A cache whose clock stands still, and callers that can be seen to wait.
abstract class CacheFixture {
  static final LlmResult DOWN = new NoCompletion(new Unavailable("mock", "down", Optional.empty()));

  final AtomicLong nanos = new AtomicLong();
  final AtomicInteger calls = new AtomicInteger();
  final ConcurrentLinkedQueue<CallEvent> events = new ConcurrentLinkedQueue<>();

  ExactCache over(LlmClient next) {
    return over(next, 100, Optional.of(Duration.ofMinutes(5)));
  }

  ExactCache over(LlmClient next, long maxEntries, Optional<Duration> life) {
    return new ExactCache(
        next,
        new CacheBounds(maxEntries, 1 << 20, life),
        SharedAnswers.NONE,
        nanos::get,
        InstantSource.system());
  }

  /// Statistics without the memory, which is an estimate.
  static CacheStats counts(ExactCache cache) {
    CacheStats all = cache.stats();
    return new CacheStats(
        all.entries(), all.hits(), all.misses(), all.evictions(), all.tokensSaved(), 0);
  }

  ExactCache counting() {
    return over((_, _) -> answer("a" + calls.incrementAndGet()));
  }

  Call call(Privacy privacy, Mode mode, Optional<Duration> life) {
    return Calls.caching(new CacheUse(privacy, mode, Optional.empty(), life), events::add);
  }

  Call call(Mode mode) {
    return call(Privacy.SHAREABLE, mode, Optional.empty());
  }

  Call call() {
    return call(Mode.DEFAULT);
  }

  static CacheLookup told(Lookup lookup) {
    return new CacheLookup(Layer.EXACT, lookup);
  }

  FutureTask<LlmResult> start(ExactCache cache) {
    var task = new FutureTask<>(() -> cache.complete(ask("p"), call()));
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  /// A caller that has been seen to wait, for the provider or for another caller.
  FutureTask<LlmResult> startAndWait(ExactCache cache) {
    var task = new FutureTask<>(() -> cache.complete(ask("p"), call()));
    waiting(Thread.ofPlatform().daemon().start(task));
    return task;
  }

  static void waiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }
}
