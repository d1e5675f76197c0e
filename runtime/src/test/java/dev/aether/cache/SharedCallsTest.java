package dev.aether.cache;

import static dev.aether.llm.Calls.answer;
import static dev.aether.llm.Calls.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Source;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Equal requests that are under way at the same time.
@Timeout(30)
class SharedCallsTest extends CacheFixture {
  @Test
  void equal_requests_that_arrive_together_share_one_call() throws Exception {
    var release = new CountDownLatch(1);
    var cache =
        over((_, _) -> {
          calls.incrementAndGet();
          release.await();
          return answer("x");
        });
    var callers = IntStream.range(0, 1_000).mapToObj(_ -> startAndWait(cache)).toList();
    release.countDown();
    List<Source> sources = new ArrayList<>();
    for (var caller : callers) {
      sources.add(((Completion) caller.get()).source());
    }
    assertThat(calls).hasValue(1);
    assertThat(sources)
        .containsOnlyOnce(Source.PROVIDER)
        .filteredOn(Source.COALESCED::equals)
        .hasSize(999);
    assertThat(counts(cache)).isEqualTo(new CacheStats(1, 999, 1, 0, 6_993, 0));
  }

  @Test
  void a_leader_that_fails_hands_over() throws Exception {
    var release = new CountDownLatch(1);
    var cache =
        over((_, _) -> {
          if (calls.incrementAndGet() == 1) {
            release.await();
            return DOWN;
          }
          return answer("second");
        });
    var leader = startAndWait(cache);
    var follower = startAndWait(cache);
    release.countDown();
    assertThat(leader.get()).isEqualTo(DOWN);
    assertThat(follower.get()).isEqualTo(answer("second"));
  }

  @Test
  void a_leader_that_is_cancelled_or_broken_hands_over() throws Exception {
    for (boolean cancelled : new boolean[] {true, false}) {
      calls.set(0);
      var release = new CountDownLatch(1);
      var leading = new AtomicReference<Thread>();
      var cache =
          over((_, _) -> {
            if (calls.incrementAndGet() == 1) {
              leading.set(Thread.currentThread());
              release.await();
              throw new IllegalStateException("bug");
            }
            return answer("second");
          });
      var leader = startAndWait(cache);
      var follower = startAndWait(cache);
      if (cancelled) {
        leading.get().interrupt();
      } else {
        release.countDown();
      }
      assertThatThrownBy(leader::get)
          .hasCauseInstanceOf(cancelled ? InterruptedException.class : IllegalStateException.class);
      assertThat(follower.get()).isEqualTo(answer("second"));
    }
  }

  @Test
  void a_follower_that_is_cancelled_leaves_its_leader_alone() throws Exception {
    var release = new CountDownLatch(1);
    var cache =
        over((_, _) -> {
          release.await();
          return answer("x");
        });
    var leader = startAndWait(cache);
    var follower = new FutureTask<>(() -> cache.complete(ask("p"), call()));
    Thread thread = Thread.ofPlatform().daemon().start(follower);
    waiting(thread);
    thread.interrupt();
    assertThatThrownBy(follower::get).hasCauseInstanceOf(InterruptedException.class);
    release.countDown();
    assertThat(leader.get()).isEqualTo(answer("x"));
  }

  @Test
  void who_looked_just_before_an_answer_was_kept_does_not_ask_again() throws Exception {
    // The clock is read while the expired answer is looked at: there, somebody else gets a new one.
    var whileLooking = new AtomicReference<Runnable>(() -> {});
    var cache =
        new ExactCache(
            (_, _) -> answer("a" + calls.incrementAndGet()),
            new CacheBounds(100, 1 << 20, Optional.of(Duration.ofMinutes(5))),
            SharedAnswers.NONE,
            () -> {
              whileLooking.getAndSet(() -> {}).run();
              return nanos.get();
            },
            InstantSource.system());
    cache.complete(ask("p"), call());
    nanos.addAndGet(Duration.ofMinutes(6).toNanos());
    whileLooking.set(() -> {
      try {
        start(cache).get();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
    assertThat(cache.complete(ask("p"), call())).isEqualTo(answer("a2").from(Source.EXACT_CACHE));
    assertThat(calls).hasValue(2);
  }
}
