package dev.aether.cache;

import static dev.aether.llm.Calls.answer;
import static dev.aether.llm.Calls.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.llm.LlmRequest;
import dev.aether.testing.Gen;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Number and memory, whatever the answers' sizes.
@Timeout(60)
class CacheBoundsTest extends CacheFixture {
  private ExactCache bounded(long maxEntries, long maxBytes) {
    return new ExactCache(
        (request, _) -> answer(request.prompt()),
        new CacheBounds(maxEntries, maxBytes, Optional.empty()),
        SharedAnswers.NONE,
        nanos::get,
        InstantSource.system());
  }

  private static String letters(int length, int number) {
    return number + "x".repeat(length);
  }

  @Test
  void neither_bound_is_passed_whatever_comes() {
    Gen.forAll(
        200,
        gen -> {
          long maxEntries = gen.between(0, 60);
          long maxBytes = gen.between(1, 200_000);
          ExactCache cache = bounded(maxEntries, maxBytes);
          for (int i = 0; i < 200; i++) {
            int length = gen.oneOf(0, 10, 1_000, 30_000, 300_000);
            cache.complete(ask(letters(gen.below(length + 1), gen.below(50))), call());
            assertThat(cache.stats().entries()).isLessThanOrEqualTo(maxEntries);
            assertThat(cache.stats().bytes()).isLessThanOrEqualTo(maxBytes);
          }
        });
  }

  @Test
  void small_answers_fill_all_places_and_large_ones_all_memory() throws Exception {
    ExactCache many = bounded(100, 100 * 2_000);
    ExactCache large = bounded(100, 100 * 2_000);
    for (int i = 0; i < 300; i++) {
      many.complete(ask(letters(100, i)), call());
      large.complete(ask(letters(9_000, i)), call());
    }
    assertThat(many.stats().entries()).isEqualTo(100);
    assertThat(large.stats().bytes()).isBetween(180_000L, 200_000L);
  }

  @Test
  void the_bounds_hold_under_load() throws Exception {
    ExactCache cache = bounded(500, 1_000_000);
    List<FutureTask<Void>> callers = new ArrayList<>();
    for (int caller = 0; caller < 8; caller++) {
      int seed = caller;
      var task =
          new FutureTask<Void>(() -> {
            for (int i = 0; i < 3_000; i++) {
              cache.complete(ask(letters(i * 37 % 8_000, i * seed % 4_000)), call());
            }
            return null;
          });
      Thread.ofVirtual().start(task);
      callers.add(task);
    }
    for (FutureTask<Void> caller : callers) {
      caller.get();
    }
    assertThat(cache.stats().entries()).isBetween(50L, 500L);
    assertThat(cache.stats().bytes()).isBetween(500_000L, 1_000_000L);
    assertThat(cache.clear()).isPositive();
    assertThat(counts(cache)).isEqualTo(CacheStats.NONE);
    assertThat(cache.stats().bytes()).isZero();
  }

  @Test
  void each_tenant_sees_what_its_own_answers_take() throws Exception {
    ExactCache cache = bounded(100, 1_000_000);
    LlmRequest plain = ask(letters(5_000, 1));
    for (String tenant : List.of("a", "b")) {
      cache.complete(
          new LlmRequest(
              tenant,
              plain.provider(),
              plain.model(),
              plain.systemPrompt(),
              plain.prompt(),
              plain.temperature(),
              plain.maxOutputTokens(),
              plain.outputSchema(),
              plain.returnType()),
          call());
    }
    assertThat(cache.stats("a").bytes()).isBetween(5_000L, 7_000L);
    assertThat(cache.stats().bytes()).isEqualTo(2 * cache.stats("a").bytes());
    assertThat(cache.clear("a")).isEqualTo(1);
    assertThat(cache.stats("a").bytes()).isZero();
    assertThat(cache.stats("b").entries()).isEqualTo(1);
  }
}
