package dev.aether.cache.redis;

import static dev.aether.llm.Calls.answer;
import static dev.aether.llm.Calls.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.cache.ExactCache;
import dev.aether.cache.SharedAnswers.Standing;
import dev.aether.cache.SharedAnswers.Yours;
import dev.aether.llm.Call;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.Source;
import dev.aether.testing.Until;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Servers that share their answers. Each of them is a cache with a connection of its own.
@Timeout(60)
class SharedAnswersTest extends RedisFixture {
  @Test
  void an_answer_of_one_server_is_a_hit_on_all() throws Exception {
    ExactCache first = server(counting());
    ExactCache second = server(counting());
    assertThat(first.complete(ask("p"), call())).isEqualTo(answer("a1"));
    awaitKept(1);
    assertThat(second.complete(ask("p"), call())).isEqualTo(answer("a1").from(Source.EXACT_CACHE));
    assertThat(second.complete(ask("p"), call(Mode.ONLY)))
        .isEqualTo(answer("a1").from(Source.EXACT_CACHE));
    assertThat(server(counting()).complete(ask("p"), call(Mode.ONLY)))
        .isEqualTo(answer("a1").from(Source.EXACT_CACHE));
  }

  @Test
  void a_thousand_equal_calls_on_two_servers_are_one_call() throws Exception {
    var release = new CountDownLatch(1);
    LlmClient slow =
        (_, _) -> {
          release.await();
          return answer("a" + calls.incrementAndGet());
        };
    List<ExactCache> servers = List.of(server(slow), server(slow));
    List<FutureTask<LlmResult>> callers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      ExactCache server = servers.get(i % 2);
      var caller = new FutureTask<>(() -> server.complete(ask("p"), call()));
      threads.add(Thread.startVirtualThread(caller));
      callers.add(caller);
    }
    for (Thread thread : threads) {
      awaitWaiting(thread);
    }
    release.countDown();
    int paid = 0;
    for (var caller : callers) {
      var got = (Completion) caller.get();
      assertThat(got.text()).isEqualTo("a1");
      paid += got.source() == Source.PROVIDER ? 1 : 0;
      assertThat(got.source()).isIn(Source.PROVIDER, Source.COALESCED);
    }
    assertThat(paid).isEqualTo(1);
    assertThat(calls).hasValue(1);
  }

  @Test
  void a_leader_that_fails_or_is_cancelled_hands_over_to_another_server() throws Exception {
    for (boolean cancelled : new boolean[] {true, false}) {
      var asked = new CountDownLatch(1);
      var release = new CountDownLatch(1);
      var leading = new AtomicReference<Thread>();
      ExactCache first =
          server((_, _) -> {
            leading.set(Thread.currentThread());
            asked.countDown();
            release.await();
            return DOWN;
          });
      ExactCache second = server(counting());
      String prompt = "p" + cancelled;
      var leader = start(first, prompt);
      asked.await();
      var follower = new FutureTask<>(() -> second.complete(ask(prompt), call()));
      long entered = redis.calls("eval");
      Thread.startVirtualThread(follower);
      Until.so(() -> redis.calls("eval") > entered);
      assertThat(calls).hasValue(cancelled ? 0 : 1);
      if (cancelled) {
        leading.get().interrupt();
        assertThatThrownBy(leader::get).hasCauseInstanceOf(InterruptedException.class);
      } else {
        release.countDown();
        assertThat(leader.get()).isEqualTo(DOWN);
      }
      assertThat(((Completion) follower.get()).source()).isEqualTo(Source.PROVIDER);
    }
  }

  @Test
  void a_leader_that_dies_hands_over_when_its_turn_has_passed() throws Exception {
    String turn = new String(Names.of("", key("p"))[1], StandardCharsets.UTF_8);
    redis.say("SET", turn, "somebody else's token", "PX", "300");
    ExactCache second = server(counting());
    assertThat(second.complete(ask("p"), call())).isEqualTo(answer("a1"));
  }

  @Test
  void a_leader_that_lives_keeps_its_turn_however_long_it_takes() throws Exception {
    var alive = connect(PATIENT);
    Standing standing = alive.enter("", key("p"));
    assertThat(standing).isInstanceOf(Yours.class);
    ExactCache second = server(counting());
    var follower = new FutureTask<>(() -> second.complete(ask("p"), call()));
    Thread.startVirtualThread(follower);
    long renewed = redis.calls("pexpire");
    Until.so(() -> redis.calls("pexpire") >= renewed + 4); // longer than a life
    assertThat(calls).hasValue(0);
    assertThat(follower.isDone()).isFalse();
    ((Yours) standing).turn().end(Optional.of(answer("a")), Optional.empty());
    assertThat(follower.get()).isEqualTo(answer("a").from(Source.COALESCED));
  }

  @Test
  void answers_expire_for_all() throws Exception {
    ExactCache first = server(counting());
    ExactCache second = server(counting());
    Call brief = call(Duration.ofHours(1));
    first.complete(ask("p"), brief);
    first.complete(ask("q"), call());
    awaitKept(2);
    assertThat(redis.lifeMillis("*" + key("p").hex())).isBetween(3_500_000L, 3_600_000L);
    assertThat(redis.lifeMillis("*" + key("q").hex())).isEqualTo(-1);
    second.complete(ask("p"), call());
    nanos.addAndGet(Duration.ofMinutes(61).toNanos());
    redis.say("FLUSHALL");
    assertThat(second.complete(ask("p"), call())).isEqualTo(answer("a3"));
    assertThat(second.complete(ask("q"), call())).isEqualTo(answer("a4"));
  }

  @Test
  void what_must_not_be_kept_is_not_shared() throws Exception {
    ExactCache first =
        server((request, _) ->
            switch (request.prompt()) {
              case "cut" -> answer("half", Finish.LENGTH);
              case "bad" -> DOWN;
              default -> answer("secret");
            });
    first.complete(ask("cut"), call());
    first.complete(ask("bad"), call());
    first.complete(ask("private"), secret());
    first.complete(ask("bypass"), call(Mode.BYPASS));
    first.complete(ask("kept"), call());
    awaitKept(1);
    assertThat(redis.keys("*answer*")).hasSize(1);
    assertThat(redis.keys("*turn*")).isEmpty();
  }

  @Test
  void a_refreshed_answer_is_everybodys() throws Exception {
    ExactCache first = server(counting());
    first.complete(ask("p"), call());
    first.complete(ask("p"), call(Mode.REFRESH));
    redis.say("PING");
    first.complete(ask("q"), call());
    awaitKept(2);
    assertThat(server(counting()).complete(ask("p"), call()))
        .isEqualTo(answer("a2").from(Source.EXACT_CACHE));
  }

  @Test
  void clearing_reaches_the_memory_of_all_servers_and_only_the_tenants_answers() throws Exception {
    ExactCache first = server(counting());
    ExactCache second = server(counting());
    for (ExactCache server : List.of(first, second)) {
      server.complete(ask("a", "p"), call());
      server.complete(ask("b", "p"), call());
      awaitKept(2);
    }
    assertThat(calls).hasValue(2);
    assertThat(first.clear("a")).isEqualTo(1);
    assertThat(redis.keys("*answer*")).hasSize(1);
    Until.so(() -> second.stats("a").entries() == 0);
    assertThat(second.stats("b").entries()).isEqualTo(1);
    assertThat(second.clear()).isEqualTo(1);
    Until.so(() -> first.stats().entries() == 0);
    assertThat(redis.keys("*answer*")).isEmpty();
  }
}
