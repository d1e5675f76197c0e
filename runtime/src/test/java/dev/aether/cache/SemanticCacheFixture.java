package dev.aether.cache;

import static dev.aether.llm.Calls.answer;

import dev.aether.cache.semantic.FakeEmbedder;
import dev.aether.cache.semantic.Limits;
import dev.aether.json.JsonText;
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
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.Meaning;
import dev.aether.testing.Variants;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/// A semantic cache before a provider that says what the test wants, and whose clock stands still.
@Timeout(60)
abstract class SemanticCacheFixture {
  static final String ASKED = "How does a refrigerator work?";
  static final String SAME = "how does a refrigerator work";
  static final Meaning MEANING = new Meaning(ASKED, List.of("T {{q}} {{x}}", "=v"), "T", 0.3);

  final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  final AtomicInteger calls = new AtomicInteger();
  final List<CallEvent> events = new ArrayList<>();
  final List<SemanticCache> made = new ArrayList<>();

  /// What the provider says next.
  LlmResult next = of(Variants.FULL, "cold");

  static Completion of(LlmRequest request, String text) {
    Completion plain = answer(text);
    return new Completion(
        text,
        plain.usage(),
        Finish.STOP,
        Source.PROVIDER,
        request.provider(),
        request.model(),
        Optional.empty(),
        List.of());
  }

  SemanticCache over(LlmClient provider, FakeEmbedder embedder, int auditsAtOnce) {
    var cache =
        new SemanticCache(
            provider,
            new SemanticCache.Settings(Limits.DEFAULT, Optional.empty(), auditsAtOnce),
            new SemanticCache.Tools(
                embedder,
                JsonText.JSON,
                now::get,
                new SplittableRandom(7),
                Executors.newVirtualThreadPerTaskExecutor()));
    made.add(cache);
    return cache;
  }

  final SemanticCache cache =
      over(
          (_, _) -> {
            calls.incrementAndGet();
            return next;
          },
          new FakeEmbedder(),
          1);

  @AfterEach
  void close() {
    made.forEach(SemanticCache::close);
  }

  Call call(Privacy privacy, Mode mode, Optional<Duration> life, Meaning meaning) {
    return Calls.caching(
        new CacheUse(privacy, mode, Optional.empty(), life, Optional.of(meaning)), events::add);
  }

  Call call(Mode mode, String text) {
    return call(
        Privacy.SHAREABLE,
        mode,
        Optional.empty(),
        new Meaning(text, MEANING.identity(), MEANING.subject(), MEANING.maxErrorRate()));
  }

  Call call(Meaning meaning) {
    return call(Privacy.SHAREABLE, Mode.DEFAULT, Optional.empty(), meaning);
  }

  Source source(LlmRequest request, Call call) throws InterruptedException {
    return ((Completion) cache.complete(request, call)).source();
  }

  /// Whether a request would be answered; asks nobody else.
  boolean known(LlmRequest request, Meaning meaning) throws InterruptedException {
    int before = events.size();
    cache.complete(request, call(Privacy.SHAREABLE, Mode.ONLY, Optional.empty(), meaning));
    return events
        .subList(before, events.size())
        .contains(new CacheLookup(Layer.SEMANTIC, Lookup.HIT));
  }
}
