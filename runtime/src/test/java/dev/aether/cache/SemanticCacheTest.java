package dev.aether.cache;

import static dev.aether.llm.Calls.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cache.semantic.FakeEmbedder;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.Call.Privacy;
import dev.aether.llm.CallEvent.CacheLookup;
import dev.aether.llm.CallEvent.Layer;
import dev.aether.llm.CallEvent.Lookup;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.Meaning;
import dev.aether.testing.Gen;
import dev.aether.testing.Variants;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SemanticCacheTest extends SemanticCacheFixture {
  @Test
  void other_words_for_the_same_are_answered_without_the_provider() throws Exception {
    cache.complete(Variants.FULL, call(Mode.DEFAULT, ASKED));
    Completion hit = (Completion) cache.complete(Variants.FULL, call(Mode.DEFAULT, SAME));
    assertThat(hit.source()).isEqualTo(Source.SEMANTIC_CACHE);
    assertThat(hit.text()).isEqualTo("cold");
    assertThat(hit.keepable()).as("kept by the exact cache").isFalse();
    assertThat(hit.match().orElseThrow().similarity()).isGreaterThan(0.95);
    assertThat(events)
        .containsExactly(
            new CacheLookup(Layer.SEMANTIC, Lookup.MISS),
            new CacheLookup(Layer.SEMANTIC, Lookup.HIT));
    assertThat(cache.stats().hits()).isEqualTo(1);
    assertThat(cache.stats().tokensSaved()).isEqualTo(7);
    assertThat(cache.stats("other").hits()).isZero();
  }

  @Test
  void any_one_component_that_differs_misses() throws Exception {
    cache.complete(Variants.FULL, call(MEANING));
    assertThat(known(Variants.FULL, MEANING)).isTrue();
    for (var variants : Variants.of(Variants.FULL).entrySet()) {
      for (LlmRequest other : variants.getValue()) {
        assertThat(known(other, MEANING))
            .as("with another %s: %s", variants.getKey(), other)
            .isEqualTo(variants.getKey().equals("prompt")); // it is the text and the identity
      }
    }
  }

  @Test
  void any_one_value_that_differs_misses() {
    Gen.forAll(
        300,
        gen -> {
          List<String> values = new ArrayList<>();
          for (int left = 1 + gen.below(4); left > 0; left--) {
            values.add(gen.text());
          }
          var meaning = new Meaning(ASKED, values, "T", 0.3);
          List<String> changed = new ArrayList<>(values);
          int at = gen.below(changed.size());
          switch (gen.below(4)) {
            case 0 -> changed.set(at, changed.get(at) + "x");
            case 1 -> changed.remove(at);
            case 2 -> changed.add(at, "x");
            default -> {
              String cut = changed.get(at);
              changed.set(at, cut.substring(cut.length() / 2));
              changed.add(at, cut.substring(0, cut.length() / 2)); // the same, joined
            }
          }
          try {
            cache.complete(Variants.FULL, call(meaning));
            assertThat(known(Variants.FULL, meaning)).isTrue();
            assertThat(known(Variants.FULL, new Meaning(ASKED, changed, "T", 0.3))).isFalse();
            cache.clear("t");
          } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
          }
        });
  }

  @Test
  void nothing_that_may_not_be_kept_is() throws Exception {
    Meaning meaning = MEANING;
    cache.complete(Variants.FULL, call(Privacy.PRIVATE, Mode.DEFAULT, Optional.empty(), meaning));
    cache.complete(Variants.FULL, call(Privacy.SHAREABLE, Mode.BYPASS, Optional.empty(), meaning));
    next = CacheFixture.DOWN;
    cache.complete(Variants.FULL, call(meaning));
    next = answer("cut", Finish.LENGTH);
    cache.complete(Variants.FULL, call(meaning));
    next = of(Variants.FULL.to("mock", "another"), "a fallback's");
    cache.complete(Variants.FULL, call(meaning));
    cache.complete(Variants.FULL, call(Privacy.SHAREABLE, Mode.REFRESH, Optional.empty(), meaning));
    assertThat(calls.get()).isEqualTo(6);
    assertThat(cache.stats().entries()).isZero();
    next = of(Variants.FULL, "whole");
    cache.complete(Variants.FULL, call(meaning));
    assertThat(cache.stats().entries()).isEqualTo(1);
    assertThat(
            source(Variants.FULL, call(Privacy.PRIVATE, Mode.DEFAULT, Optional.empty(), meaning)))
        .isEqualTo(Source.PROVIDER);
  }

  @Test
  void volatile_text_lives_briefly_and_answers_its_like_only() throws Exception {
    String today = "What is the latest news about refrigerators today?";
    cache.complete(Variants.FULL, call(Mode.DEFAULT, today));
    // asked of the cache only: an audit of such a hit, done later, would renew the answer
    assertThat(source(Variants.FULL, call(Mode.ONLY, today))).isEqualTo(Source.SEMANTIC_CACHE);
    now.set(Instant.EPOCH.plus(SemanticQuestion.VOLATILE_LIFE));
    assertThat(source(Variants.FULL, call(Mode.DEFAULT, today))).isEqualTo(Source.PROVIDER);
    cache.complete(Variants.FULL, call(Mode.DEFAULT, ASKED));
    now.set(Instant.EPOCH.plus(Duration.ofDays(1)));
    assertThat(source(Variants.FULL, call(Mode.DEFAULT, ASKED))).isEqualTo(Source.SEMANTIC_CACHE);
  }

  @Test
  void an_answer_lives_as_long_as_its_call_says() throws Exception {
    cache.complete(
        Variants.FULL,
        call(Privacy.SHAREABLE, Mode.DEFAULT, Optional.of(Duration.ofSeconds(10)), MEANING));
    now.set(Instant.EPOCH.plusSeconds(9));
    assertThat(known(Variants.FULL, MEANING)).isTrue();
    now.set(Instant.EPOCH.plusSeconds(10));
    assertThat(known(Variants.FULL, MEANING)).isFalse();
  }

  @Test
  void a_broken_embedder_and_a_long_text_go_to_the_provider_unkept() throws Exception {
    var embedder = new FakeEmbedder();
    SemanticCache broken = over((_, _) -> next, embedder, 1);
    embedder.broken.set(true);
    assertThat(broken.complete(Variants.FULL, call(MEANING))).isSameAs(next);
    embedder.broken.set(false);
    String many = "word ".repeat(257);
    assertThat(broken.complete(Variants.FULL, call(Mode.DEFAULT, many))).isSameAs(next);
    assertThat(broken.complete(Variants.FULL, call(Mode.DEFAULT, "x".repeat(9_000))))
        .isSameAs(next);
    assertThat(broken.stats().entries()).isZero();
  }
}
