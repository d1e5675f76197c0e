package dev.aether.cache;

import dev.aether.cache.Answers.Kept;
import dev.aether.cache.SharedAnswers.Alone;
import dev.aether.cache.SharedAnswers.Known;
import dev.aether.cache.SharedAnswers.Turn;
import dev.aether.cache.SharedAnswers.Yours;
import dev.aether.cache.semantic.AnswerCodec;
import dev.aether.llm.Call;
import dev.aether.llm.CallEvent.CacheLookup;
import dev.aether.llm.CallEvent.Layer;
import dev.aether.llm.CallEvent.Lookup;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Source;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Level 1: answers a request that equals an earlier one, and lets equal requests that arrive
/// together share a single call; where servers share their answers, also with theirs.
///
/// Failures and cut-off answers are never kept. A leader that is cancelled does not take its
/// followers with it: one of them becomes the next leader. After a leader that failed another one
/// tries; after a second failure each tries for itself, so that nobody waits for a long row of
/// failures.
public final class ExactCache implements LlmClient, CacheLayer {
  private static final int FAILURES_TO_FOLLOW = 2;
  private static final int REMEMBERED_CHARS = 4_000_000;

  private final LlmClient next;
  private final SharedAnswers shared;
  private final Optional<Duration> timeToLive;
  private final TenantCounts counts = new TenantCounts();
  private final Answers answers;

  /// Of requests that were answered: they come again, and the hash takes longer than the answer.
  private final Remembered<LlmRequest, CacheKey> keys =
      new Remembered<>(REMEMBERED_CHARS, (request, _) -> 200 + request.promptChars());

  private final ConcurrentMap<CacheKey, CompletableFuture<Ended>> underWay =
      new ConcurrentHashMap<>();

  /// How it went for a leader.
  ///
  /// @param answer null if there is none
  /// @param failed whether the provider was asked to the end, and had no answer
  private record Ended(@Nullable Completion answer, boolean failed) {
    static final Ended GIVEN_UP = new Ended(null, false);
  }

  /// @param next who is asked for what is not kept
  /// @param bounds of what this process keeps; calls are shared also where that is nothing
  /// @param shared what other servers have
  /// @param nanoTime monotonic clock
  /// @param clock by which answers expire that come from an earlier process
  public ExactCache(
      LlmClient next,
      CacheBounds bounds,
      SharedAnswers shared,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.next = next;
    this.shared = shared;
    this.timeToLive = bounds.timeToLive();
    this.answers = new Answers(bounds, counts, nanoTime, clock);
    shared.onCleared(tenant -> tenant.ifPresentOrElse(answers::clear, answers::clear));
  }

  /// What of it can be kept in a file.
  public PersistentLayer persistent(AnswerCodec<Completion> codec) {
    return new AnswersFile(name(), answers, codec);
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    if (call.cache().off()) {
      return next.complete(request, call);
    }
    CacheKey key = CacheKey.of(request, call.cache());
    return switch (call.cache().mode()) {
      case BYPASS -> next.complete(request, call);
      case REFRESH -> refresh(key, request, call);
      case ONLY -> look(key, request, call);
      case DEFAULT -> find(key, request, call);
    };
  }

  @Override
  public Optional<LlmResult> atOnce(LlmRequest request, Call call) {
    if (!call.cache().reads()) {
      return Optional.empty();
    }
    boolean identified = call.cache().identity().isPresent();
    CacheKey before = identified ? null : keys.find(request);
    CacheKey key = before == null ? CacheKey.of(request, call.cache()) : before;
    Kept known = answers.find(key);
    if (known == null) {
      return Optional.empty();
    }
    if (before == null && !identified) {
      keys.put(request, key);
    }
    return Optional.of(hit(known.answer(), Lookup.HIT, request, call));
  }

  private LlmResult refresh(CacheKey key, LlmRequest request, Call call)
      throws InterruptedException {
    LlmResult result = next.complete(request, call);
    keep(key, request, result, call)
        .ifPresent(answer -> shared.keep(request.tenant(), key, answer, life(call)));
    return result;
  }

  private LlmResult look(CacheKey key, LlmRequest request, Call call) throws InterruptedException {
    Kept known = answers.find(key);
    if (known != null) {
      return hit(known.answer(), Lookup.HIT, request, call);
    }
    Optional<Known> elsewhere = shared.look(request.tenant(), key);
    if (elsewhere.isPresent()) {
      return take(key, elsewhere.get(), request, call);
    }
    miss(request, call);
    return next.complete(request, call);
  }

  private LlmResult find(CacheKey key, LlmRequest request, Call call) throws InterruptedException {
    int failures = 0;
    while (true) {
      Kept known = answers.find(key);
      if (known != null) {
        return hit(known.answer(), Lookup.HIT, request, call);
      }
      if (failures == FAILURES_TO_FOLLOW) {
        return ask(key, request, call);
      }
      var mine = new CompletableFuture<Ended>();
      var theirs = underWay.putIfAbsent(key, mine);
      if (theirs == null) {
        return lead(key, request, call, mine);
      }
      Ended leader = await(theirs);
      if (leader.answer() != null) {
        return hit(leader.answer(), Lookup.COALESCED, request, call);
      }
      failures += leader.failed() ? 1 : 0;
    }
  }

  private LlmResult lead(
      CacheKey key, LlmRequest request, Call call, CompletableFuture<Ended> followers)
      throws InterruptedException {
    Ended ended = Ended.GIVEN_UP;
    try {
      Kept known = answers.find(key); // another leader may have ended since we looked
      LlmResult result =
          known != null
              ? hit(known.answer(), Lookup.HIT, request, call)
              : leadAmongServers(key, request, call);
      ended =
          result instanceof Completion answer ? new Ended(answer, false) : new Ended(null, true);
      return result;
    } finally {
      // First the answer is kept, then the way is cleared: whoever comes meanwhile finds one of
      // both.
      underWay.remove(key, followers);
      followers.complete(ended);
    }
  }

  private LlmResult leadAmongServers(CacheKey key, LlmRequest request, Call call)
      throws InterruptedException {
    return switch (shared.enter(request.tenant(), key)) {
      case Known known -> take(key, known, request, call);
      case Yours(var turn) -> ask(key, request, call, turn);
      case Alone _ -> ask(key, request, call);
    };
  }

  /// Keeps another server's answer here, too.
  private LlmResult take(CacheKey key, Known known, LlmRequest request, Call call) {
    answers.put(key, request.tenant(), known.answer(), known.life());
    return hit(known.answer(), known.waited() ? Lookup.COALESCED : Lookup.HIT, request, call);
  }

  private LlmResult ask(CacheKey key, LlmRequest request, Call call, Turn turn)
      throws InterruptedException {
    Optional<Completion> answer = Optional.empty();
    try {
      miss(request, call);
      LlmResult result = next.complete(request, call);
      answer = keep(key, request, result, call);
      return result;
    } finally {
      turn.end(answer, life(call));
    }
  }

  private LlmResult ask(CacheKey key, LlmRequest request, Call call) throws InterruptedException {
    miss(request, call);
    return refresh(key, request, call);
  }

  private LlmResult hit(Completion answer, Lookup how, LlmRequest request, Call call) {
    counts.hit(request.tenant(), answer);
    call.listener().accept(new CacheLookup(Layer.EXACT, how));
    call.onText().accept(answer.text());
    return answer.from(how == Lookup.COALESCED ? Source.COALESCED : Source.EXACT_CACHE);
  }

  private void miss(LlmRequest request, Call call) {
    counts.miss(request.tenant());
    call.listener().accept(new CacheLookup(Layer.EXACT, Lookup.MISS));
  }

  private Optional<Duration> life(Call call) {
    return call.cache().timeToLive().or(() -> timeToLive);
  }

  /// Keeps a whole answer that the model gave which was asked: a fallback's is good for the moment,
  /// but not for as long as the cache would keep it. One that another cache found by its meaning
  /// may turn out to be wrong, and can be corrected in one place only.
  ///
  /// @return the answer, if it is kept
  private Optional<Completion> keep(CacheKey key, LlmRequest request, LlmResult result, Call call) {
    if (result instanceof Completion answer && answer.keepable() && answer.answers(request)) {
      answers.put(key, request.tenant(), answer, life(call));
      return Optional.of(answer);
    }
    return Optional.empty();
  }

  private static Ended await(CompletableFuture<Ended> leader) throws InterruptedException {
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
  public Optional<String> trouble() {
    return shared.trouble();
  }

  @Override
  public CacheStats stats() {
    answers.tidy();
    return counts.stats();
  }

  @Override
  public CacheStats stats(String tenant) {
    answers.tidy();
    return counts.stats(tenant);
  }

  @Override
  public long clear() {
    long gone = Math.max(answers.clear(), shared.clear());
    counts.clear();
    return gone;
  }

  @Override
  public long clear(String tenant) {
    long gone = Math.max(answers.clear(tenant), shared.clear(tenant));
    counts.clear(tenant);
    return gone;
  }
}
