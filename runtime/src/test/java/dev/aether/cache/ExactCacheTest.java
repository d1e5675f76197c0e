package dev.aether.cache;

import static dev.aether.llm.Calls.answer;
import static dev.aether.llm.Calls.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.llm.Call;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.Call.Privacy;
import dev.aether.llm.CallEvent.Lookup;
import dev.aether.llm.LlmFailure.NotCached;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class ExactCacheTest extends CacheFixture {
  @Test
  void an_equal_request_is_a_hit_until_the_answer_expires() throws Exception {
    ExactCache cache = counting();
    List<String> read = new ArrayList<>();
    assertThat(cache.complete(ask("p"), call())).isEqualTo(answer("a1"));
    assertThat(cache.complete(ask("p"), call().telling(read::add)))
        .isEqualTo(answer("a1").from(Source.EXACT_CACHE));
    assertThat(read).containsExactly("a1");
    assertThat(events).containsExactly(told(Lookup.MISS), told(Lookup.HIT));
    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    assertThat(cache.complete(ask("p"), call())).isEqualTo(answer("a2"));
  }

  @Test
  void a_node_may_say_how_long_its_answer_lives() throws Exception {
    ExactCache cache = counting();
    cache.complete(
        ask("brief"), call(Privacy.SHAREABLE, Mode.DEFAULT, Optional.of(Duration.ofSeconds(10))));
    cache.complete(
        ask("long"), call(Privacy.SHAREABLE, Mode.DEFAULT, Optional.of(Duration.ofHours(2))));
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(cache.complete(ask("brief"), call())).isEqualTo(answer("a3"));
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(cache.complete(ask("long"), call()))
        .isEqualTo(answer("a2").from(Source.EXACT_CACHE));
  }

  @Test
  void without_a_time_to_live_answers_stay() throws Exception {
    var cache = over((_, _) -> answer("a" + calls.incrementAndGet()), 10, Optional.empty());
    cache.complete(ask("p"), call());
    nanos.addAndGet(Duration.ofDays(1_000).toNanos());
    cache.complete(ask("p"), call());
    assertThat(calls).hasValue(1);
  }

  @Test
  void failures_and_cut_answers_are_not_kept() throws Exception {
    LlmResult cut = answer("half an ans", Finish.LENGTH);
    var cache =
        over((request, _) -> {
          calls.incrementAndGet();
          return request.prompt().equals("bad") ? DOWN : cut;
        });
    for (int i = 0; i < 2; i++) {
      assertThat(cache.complete(ask("bad"), call())).isEqualTo(DOWN);
      assertThat(cache.complete(ask("long"), call())).isEqualTo(cut);
    }
    assertThat(calls).hasValue(4);
    assertThat(cache.stats().entries()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void private_calls_pass_by_whatever_the_mode(Mode mode) throws Exception {
    ExactCache cache = counting();
    cache.complete(ask("p"), call());
    Call secret = call(Privacy.PRIVATE, mode, Optional.empty());
    assertThat(cache.complete(ask("p"), secret)).isEqualTo(answer("a2"));
    assertThat(cache.complete(ask("p"), call())).isEqualTo(answer("a1").from(Source.EXACT_CACHE));
    assertThat(counts(cache)).isEqualTo(new CacheStats(1, 1, 1, 0, 7, 0));
  }

  @Test
  void bypass_neither_reads_nor_writes() throws Exception {
    ExactCache cache = counting();
    cache.complete(ask("p"), call(Mode.BYPASS));
    assertThat(cache.complete(ask("p"), call())).isEqualTo(answer("a2"));
    assertThat(cache.complete(ask("p"), call(Mode.BYPASS))).isEqualTo(answer("a3"));
    assertThat(cache.complete(ask("p"), call())).isEqualTo(answer("a2").from(Source.EXACT_CACHE));
  }

  @Test
  void refresh_writes_and_does_not_read() throws Exception {
    ExactCache cache = counting();
    cache.complete(ask("p"), call());
    assertThat(cache.complete(ask("p"), call(Mode.REFRESH))).isEqualTo(answer("a2"));
    assertThat(cache.complete(ask("p"), call())).isEqualTo(answer("a2").from(Source.EXACT_CACHE));
  }

  @Test
  void only_reads_and_does_not_write() throws Exception {
    var cache = over(new CachedOnly((_, _) -> answer("a" + calls.incrementAndGet())));
    assertThat(cache.complete(ask("p"), call(Mode.ONLY)))
        .isEqualTo(new NoCompletion(new NotCached("mock")));
    cache.complete(ask("p"), call());
    assertThat(cache.complete(ask("p"), call(Mode.ONLY)))
        .isEqualTo(answer("a1").from(Source.EXACT_CACHE));
    assertThat(calls).hasValue(1);
  }

  @Test
  void the_least_useful_answers_go_when_there_are_too_many() throws Exception {
    var cache = over((_, _) -> answer("x"), 5, Optional.empty());
    for (int i = 0; i < 50; i++) {
      cache.complete(ask("p" + i), call());
    }
    assertThat(cache.stats().entries()).isEqualTo(5);
    assertThat(cache.stats().evictions()).isEqualTo(45);
  }

  @Test
  void statistics_start_anew_when_the_cache_is_cleared() throws Exception {
    ExactCache cache = counting();
    cache.complete(ask("p"), call());
    cache.complete(ask("p"), call());
    cache.complete(ask("q"), call());
    assertThat(counts(cache)).isEqualTo(new CacheStats(2, 1, 2, 0, 7, 0));
    assertThat(cache.stats().hitRate()).isEqualTo(1.0 / 3);
    assertThat(cache.clear()).isEqualTo(2);
    assertThat(counts(cache)).isEqualTo(new CacheStats(0, 0, 0, 0, 0, 0));
    assertThat(cache.stats().hitRate()).isZero();
    assertThat(cache.complete(ask("p"), call())).isEqualTo(answer("a3"));
  }
}
