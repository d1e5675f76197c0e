package dev.aether.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.aether.llm.Call;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.CallEvent.CacheLookup;
import dev.aether.llm.CallEvent.Layer;
import dev.aether.llm.CallEvent.Lookup;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Source;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Level 1: answers a request that equals an earlier one, and lets equal requests that arrive
/// together share a single call.
///
/// Failures and cut-off answers are never kept. A leader that fails or is cancelled does not take
/// its followers with it: they try for themselves, one of them as the next leader.
public final class ExactCache implements LlmClient, CacheLayer {
  private final LlmClient next;
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final Cache<CacheKey, Kept> answers;
  private final Duration timeToLive;
  private final ConcurrentMap<CacheKey, CompletableFuture<Optional<Completion>>> underWay =
      new ConcurrentHashMap<>();
  private final TenantCounts counts = new TenantCounts();

  /// An answer and whose it is.
  ///
  /// @param life how long the answer may be used, from when it was written
  private record Kept(String tenant, Completion answer, Duration life) {}

  /// @param next who is asked for what is not kept
  /// @param maxEntries most answers that are kept; 0 keeps none, and still shares calls
  /// @param timeToLive how long an answer may be used whose call does not say so itself
  /// @param nanoTime monotonic clock
  public ExactCache(
      LlmClient next, long maxEntries, Optional<Duration> timeToLive, LongSupplier nanoTime) {
    this.next = next;
    this.timeToLive = timeToLive.orElse(FOREVER);
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(maxEntries)
            .executor(Runnable::run)
            .ticker(nanoTime::getAsLong)
            .expireAfter(Expiry.writing((CacheKey _, Kept kept) -> kept.life()))
            .evictionListener(
                (@Nullable CacheKey _, @Nullable Kept kept, RemovalCause _) -> evicted(kept))
            .build();
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    if (call.cache().off()) {
      return next.complete(request, call);
    }
    CacheKey key = CacheKey.of(request, call.cache());
    if (call.cache().mode() == Mode.REFRESH) {
      return keep(key, request, next.complete(request, call), call);
    }
    while (true) {
      Kept known = answers.getIfPresent(key);
      if (known != null) {
        return hit(known.answer().from(Source.EXACT_CACHE), Lookup.HIT, request, call);
      }
      if (call.cache().mode() == Mode.ONLY) {
        counts.miss(request.tenant());
        call.listener().accept(new CacheLookup(Layer.EXACT, Lookup.MISS));
        return next.complete(request, call);
      }
      var mine = new CompletableFuture<Optional<Completion>>();
      var theirs = underWay.putIfAbsent(key, mine);
      if (theirs == null) {
        return lead(key, request, call, mine);
      }
      Optional<Completion> shared = await(theirs);
      if (shared.isPresent()) {
        return hit(shared.get().from(Source.COALESCED), Lookup.COALESCED, request, call);
      }
    }
  }

  private LlmResult hit(Completion answer, Lookup how, LlmRequest request, Call call) {
    counts.hit(request.tenant(), answer);
    call.listener().accept(new CacheLookup(Layer.EXACT, how));
    call.onText().accept(answer.text());
    return answer;
  }

  private LlmResult lead(
      CacheKey key,
      LlmRequest request,
      Call call,
      CompletableFuture<Optional<Completion>> followers)
      throws InterruptedException {
    Optional<Completion> answer = Optional.empty();
    try {
      Kept known = answers.getIfPresent(key); // another leader may have ended since we looked
      if (known != null) {
        answer = Optional.of(known.answer());
        return hit(known.answer().from(Source.EXACT_CACHE), Lookup.HIT, request, call);
      }
      counts.miss(request.tenant());
      call.listener().accept(new CacheLookup(Layer.EXACT, Lookup.MISS));
      LlmResult result = keep(key, request, next.complete(request, call), call);
      if (result instanceof Completion completion) {
        answer = Optional.of(completion);
      }
      return result;
    } finally {
      // First the answer is kept, then the way is cleared: whoever comes meanwhile finds one of
      // both.
      underWay.remove(key, followers);
      followers.complete(answer);
    }
  }

  private void evicted(@Nullable Kept kept) {
    if (kept != null) {
      counts.eviction(kept.tenant());
    }
  }

  /// Keeps a whole answer of the model that was asked: a fallback's is good for the moment, but not
  /// for as long as the cache would keep it.
  private LlmResult keep(CacheKey key, LlmRequest request, LlmResult result, Call call) {
    if (result instanceof Completion answer && answer.keepable() && answer.answers(request)) {
      answers.put(
          key, new Kept(request.tenant(), answer, call.cache().timeToLive().orElse(timeToLive)));
    }
    return result;
  }

  private static Optional<Completion> await(CompletableFuture<Optional<Completion>> leader)
      throws InterruptedException {
    try {
      return leader.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("a leader only ever completes normally", impossible);
    }
  }

  @Override
  public String name() {
    return "exact";
  }

  @Override
  public CacheStats stats() {
    answers.cleanUp();
    return counts.stats(answers.estimatedSize());
  }

  @Override
  public CacheStats stats(String tenant) {
    answers.cleanUp();
    long entries =
        answers.asMap().values().stream().filter(kept -> kept.tenant().equals(tenant)).count();
    return counts.stats(tenant, entries);
  }

  @Override
  public long clear() {
    answers.cleanUp();
    long gone = answers.estimatedSize();
    answers.invalidateAll();
    counts.clear();
    return gone;
  }

  @Override
  public long clear(String tenant) {
    long gone = 0;
    for (Map.Entry<CacheKey, Kept> entry : answers.asMap().entrySet()) {
      if (entry.getValue().tenant().equals(tenant)
          && answers.asMap().remove(entry.getKey(), entry.getValue())) {
        gone++;
      }
    }
    counts.clear(tenant);
    return gone;
  }
}
