package dev.aether.cache;

import dev.aether.cache.semantic.AnswerCodec;
import dev.aether.cache.semantic.AnswerComparison;
import dev.aether.cache.semantic.Embedder;
import dev.aether.cache.semantic.Limits;
import dev.aether.cache.semantic.Lookup.Hit;
import dev.aether.cache.semantic.Lookup.Miss;
import dev.aether.cache.semantic.Lookup.Unfit;
import dev.aether.cache.semantic.SemanticMemory;
import dev.aether.cache.semantic.SemanticStats;
import dev.aether.cache.semantic.TextAnswers;
import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.llm.Call;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.CallEvent.CacheLookup;
import dev.aether.llm.CallEvent.Layer;
import dev.aether.llm.CallEvent.Lookup;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.Match;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator.SplittableGenerator;

/// Level 2: answers a request whose author allows it with the answer to one that means the same, as
/// seldom wrong as the author demands. What may be matched by meaning is in the call
/// ([Call.CacheUse#meaning()]); everything else of the request must be equal.
///
/// It stands behind the exact cache, which has the equal requests and lets those that arrive
/// together share one call. Its hits are not kept there: they stay where corrections, audits and
/// labels reach them.
///
/// The provider's answer to a miss is taken in before it is passed on, so the next request finds
/// it. Where something near is remembered, that includes comparing the two answers, which may take
/// two embeddings.
public final class SemanticCache implements LlmClient, CacheLayer, AutoCloseable {
  private final LlmClient next;
  private final Optional<Duration> timeToLive;
  private final String embedderId;
  private final SemanticMemory<Completion> memory;
  private final Audits audits;
  private final TenantCounts counts = new TenantCounts();
  private final AtomicLong changes = new AtomicLong();

  /// What can be set.
  ///
  /// @param limits of what is remembered
  /// @param timeToLive how long an answer may be used whose call does not say so itself
  /// @param auditsAtOnce most audits under way at a time
  public record Settings(Limits limits, Optional<Duration> timeToLive, int auditsAtOnce) {}

  /// What comes from outside.
  ///
  /// @param parser reads answers that are JSON
  /// @param clock wall clock, for the age of answers
  /// @param random draws the hits that are audited
  /// @param auditors where audits run; ended with the cache
  public record Tools(
      Embedder embedder,
      ValueParser parser,
      InstantSource clock,
      SplittableGenerator random,
      ExecutorService auditors) {}

  /// @param next who is asked for what is not remembered, and by audits
  public SemanticCache(LlmClient next, Settings settings, Tools tools) {
    this.next = next;
    this.timeToLive = settings.timeToLive();
    var embedder = new RecentVectors(tools.embedder());
    this.embedderId = embedder.id();
    this.memory =
        new SemanticMemory<>(
            embedder,
            comparison(embedder, tools.parser()),
            answer -> Footprint.of("", answer),
            settings.limits(),
            tools.clock(),
            tools.random());
    this.audits = new Audits(tools.auditors(), settings.auditsAtOnce());
  }

  private static AnswerComparison<Completion> comparison(Embedder embedder, ValueParser parser) {
    var texts =
        new TextAnswers(
            embedder,
            (known, fresh) -> {
              Optional<Value> value = parser.parse(known);
              return value.isPresent() && value.equals(parser.parse(fresh));
            });
    return (known, fresh) -> texts.compare(known.text(), fresh.text());
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    Optional<SemanticQuestion> question =
        SemanticQuestion.of(request, call.cache(), embedderId, timeToLive);
    if (question.isEmpty()) {
      return next.complete(request, call);
    }
    return call.cache().mode() == Mode.REFRESH
        ? refresh(question.get(), request, call)
        : look(question.get(), request, call);
  }

  private LlmResult refresh(SemanticQuestion question, LlmRequest request, Call call)
      throws InterruptedException {
    LlmResult result = next.complete(request, call);
    if (worthKeeping(result, request)
        && memory.prepare(question.namespace(), question.text(), question.maxErrorRate())
            instanceof Miss<Completion> prepared) {
      memory.learn(prepared, (Completion) result, question.lifetime());
      changes.incrementAndGet();
    }
    return result;
  }

  private LlmResult look(SemanticQuestion question, LlmRequest request, Call call)
      throws InterruptedException {
    return switch (memory.lookup(question.namespace(), question.text(), question.maxErrorRate())) {
      case Hit<Completion> hit -> hit(hit, question, request, call);
      case Miss<Completion> miss -> {
        counts.miss(request.tenant());
        call.listener().accept(new CacheLookup(Layer.SEMANTIC, Lookup.MISS));
        LlmResult result = next.complete(request, call);
        if (worthKeeping(result, request)) {
          memory.learn(miss, (Completion) result, question.lifetime());
          changes.incrementAndGet();
        }
        yield result;
      }
      case Unfit<Completion> _ -> next.complete(request, call);
    };
  }

  private LlmResult hit(
      Hit<Completion> hit, SemanticQuestion question, LlmRequest request, Call call) {
    Completion answer =
        hit.answer()
            .matching(
                new Match(
                    Long.toString(hit.entryId(), Character.MAX_RADIX),
                    hit.similarity(),
                    hit.probability(),
                    hit.age()));
    counts.hit(request.tenant(), answer);
    call.listener().accept(new CacheLookup(Layer.SEMANTIC, Lookup.HIT));
    call.onText().accept(answer.text());
    if (hit.audit() && call.cache().mode() != Mode.ONLY) {
      audits.begin(request.tenant(), () -> audit(hit, question, request, call));
    }
    return answer;
  }

  /// Asks the provider what it would have said, once and without a fallback.
  private Spent audit(Hit<Completion> hit, SemanticQuestion question, LlmRequest request, Call call)
      throws InterruptedException {
    Call unheard = Call.PLAIN.limitedTo(call.attemptLimit()).screenedBy(call.screen().unheard());
    return switch (next.complete(request, unheard)) {
      case Completion answer -> {
        if (worthKeeping(answer, request)) {
          memory.audited(hit, answer, question.lifetime());
          changes.incrementAndGet();
        }
        yield answer.spent().plus(answer.wasted());
      }
      case NoCompletion(_, var spent) -> spent;
    };
  }

  private static boolean worthKeeping(LlmResult result, LlmRequest request) {
    return result instanceof Completion answer && answer.keepable() && answer.answers(request);
  }

  @Override
  public boolean delete(String tenant, String entryId) {
    changes.incrementAndGet();
    OptionalLong id = owned(tenant, entryId);
    return id.isPresent() && memory.delete(id.getAsLong()) > 0;
  }

  @Override
  public boolean reportWrong(String tenant, String entryId) {
    changes.incrementAndGet();
    OptionalLong id = owned(tenant, entryId);
    return id.isPresent() && memory.reportWrong(id.getAsLong());
  }

  private OptionalLong owned(String tenant, String entryId) {
    try {
      long id = Long.parseLong(entryId, Character.MAX_RADIX);
      return memory.owner(id).filter(tenant::equals).isPresent()
          ? OptionalLong.of(id)
          : OptionalLong.empty();
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  @Override
  public String name() {
    return "semantic";
  }

  /// Its figures for all tenants together.
  public SemanticFigures figures() {
    return SemanticFigures.of(memory.stats(), audits.account());
  }

  @Override
  public Value.Obj details(String tenant) {
    return SemanticFigures.of(memory.stats(tenant), audits.account(tenant)).members();
  }

  @Override
  public CacheStats stats() {
    SemanticStats stats = memory.stats();
    return counted(counts.stats(), stats);
  }

  @Override
  public CacheStats stats(String tenant) {
    SemanticStats stats = memory.stats(tenant);
    return counted(counts.stats(tenant), stats);
  }

  private static CacheStats counted(CacheStats stats, SemanticStats memory) {
    return stats.plus(
        new CacheStats(memory.entries(), 0, 0, memory.evictions(), 0, memory.bytes()));
  }

  @Override
  public long clear() {
    changes.incrementAndGet();
    counts.clear();
    audits.clear(_ -> true);
    return memory.clear(_ -> true);
  }

  @Override
  public long clear(String tenant) {
    changes.incrementAndGet();
    counts.clear(tenant);
    audits.clear(tenant::equals);
    return memory.clear(tenant::equals);
  }

  /// What it remembers and has learnt, to be kept in a file. What another embedder made is dropped.
  public PersistentLayer persistent(AnswerCodec<Completion> codec) {
    return new SemanticFile(name(), memory, codec, changes::get);
  }

  /// Ends the audits that run.
  @Override
  public void close() {
    audits.close();
  }
}
