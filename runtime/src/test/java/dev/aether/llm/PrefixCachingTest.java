package dev.aether.llm;

import static dev.aether.llm.Asking.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.llm.CallEvent.PrefixAsked;
import dev.aether.llm.CallEvent.Reason;
import dev.aether.llm.CallEvent.Waited;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who goes ahead, and who waits.
@Timeout(30)
class PrefixCachingTest extends PrefixFixture {
  @Test
  void the_others_follow_at_the_first_text_of_the_one_that_goes_ahead() throws Exception {
    var speak = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    LlmClient client =
        over((request, call) -> {
          if (request.prompt().endsWith("first")) {
            speak.await();
            call.onText().accept("so");
            end.await();
          }
          return say(request, call);
        });
    var first = startAndWait(client, "first", sharing(3));
    var second = startAndWait(client, "second", sharing(3));
    var third = startAndWait(client, "third", sharing(3));
    assertThat(sent).hasSize(1);
    nanos.pass(Duration.ofMillis(300));
    speak.countDown();
    second.get();
    third.get();

    assertThat(first.isDone()).isFalse();
    assertThat(streamed).containsExactly(true, false, false);
    assertThat(sent).allSatisfy(prefix -> assertThat(prefix.marks()).isNotEmpty());
    assertThat(events)
        .filteredOn(Waited.class::isInstance)
        .containsOnly(new Waited("vendor", Reason.LEADER, Duration.ofMillis(300)))
        .hasSize(2);
    end.countDown();
    first.get();
    assertThat(events).filteredOn(PrefixAsked.class::isInstance).hasSize(3);
  }

  @Test
  void one_that_fails_hands_over_at_once_and_again() throws Exception {
    var release = new CountDownLatch(1);
    var calls = new AtomicInteger();
    LlmClient client =
        over((request, call) -> {
          if (calls.incrementAndGet() <= 2) {
            release.await();
            return DOWN;
          }
          return say(request, call);
        });
    var first = startAndWait(client, "1", sharing(3));
    var second = startAndWait(client, "2", sharing(3));
    var third = startAndWait(client, "3", sharing(3));
    release.countDown();

    assertThat(List.of(first.get(), second.get(), third.get())).filteredOn(DOWN::equals).hasSize(2);
    assertThat(streamed).containsExactly(true, true, true);
  }

  @Test
  void one_that_is_cancelled_hands_over_at_once() throws Exception {
    LlmClient client =
        over((request, call) -> {
          if (request.prompt().endsWith("1")) {
            new CountDownLatch(1).await();
          }
          return say(request, call);
        });
    var first = startAndWait(client, "1", sharing(2));
    Thread ahead = threads.getLast();
    var second = startAndWait(client, "2", sharing(2));
    ahead.interrupt();

    assertThat(second.get()).isInstanceOf(LlmResult.Completion.class);
    assertThatThrownBy(first::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void a_wait_that_is_cancelled_ends() throws Exception {
    LlmClient client =
        over((_, _) -> {
          new CountDownLatch(1).await();
          return DOWN;
        });
    var _ = startAndWait(client, "1", sharing(2));
    Thread ahead = threads.getLast();
    var second = startAndWait(client, "2", sharing(2));
    threads.getLast().interrupt();

    assertThatThrownBy(second::get).hasCauseInstanceOf(InterruptedException.class);
    ahead.interrupt();
  }

  @Test
  void who_has_waited_in_vain_goes_without_a_mark() throws Exception {
    policy = new PrefixPolicy(true, Prefix.Life.MINUTES, true, Duration.ofMillis(1), 1024);
    var end = new CountDownLatch(1);
    LlmClient client =
        over((request, call) -> {
          if (request.prompt().endsWith("1")) {
            end.await();
          }
          return say(request, call);
        });
    var _ = startAndWait(client, "1", sharing(2));
    start(client, "2", sharing(2)).get();

    assertThat(marks(1)).isEmpty();
    assertThat(sent.get(1).key()).isPresent();
    end.countDown();
  }

  @Test
  void nobody_waits_past_its_deadline() throws Exception {
    policy = new PrefixPolicy(true, Prefix.Life.MINUTES, true, Duration.ofHours(1), 1024);
    var end = new CountDownLatch(1);
    LlmClient client =
        over((request, call) -> {
          if (request.prompt().endsWith("1")) {
            end.await();
          }
          return say(request, call);
        });
    var _ = startAndWait(client, "1", sharing(2));
    start(client, "2", sharing(2, Deadline.in(Duration.ofMillis(1), nanos))).get();

    assertThat(marks(1)).isEmpty();
    end.countDown();
  }

  @Test
  void a_model_of_short_answers_is_not_waited_for() throws Exception {
    var end = new CountDownLatch(1);
    LlmClient client =
        over((request, call) -> {
          if (request.prompt().endsWith("slow")) {
            end.await();
          }
          nanos.pass(Duration.ofMillis(400));
          call.onText().accept("yes");
          nanos.pass(Duration.ofMillis(100));
          return Asking.answer(request, "yes");
        });
    client.complete(request(SHARED + "1"), sharing(2));
    nanos.pass(Duration.ofMinutes(6));
    var _ = startAndWait(client, "slow", sharing(2));
    start(client, "2", sharing(2)).get();

    assertThat(marks(1)).isNotEmpty();
    assertThat(marks(2)).as("it would write the same once more").isEmpty();
    assertThat(events).filteredOn(Waited.class::isInstance).isEmpty();
    end.countDown();
  }

  @Test
  void the_wait_for_a_rate_limit_is_not_taken_for_the_model_s_time() throws Exception {
    var end = new CountDownLatch(1);
    LlmClient client =
        over((request, call) -> {
          if (request.prompt().endsWith("slow")) {
            end.await();
          }
          nanos.pass(Duration.ofMinutes(1));
          call.listener()
              .accept(new CallEvent.AttemptStarted(request, call.streaming(), call.trace().get()));
          nanos.pass(Duration.ofMillis(100));
          call.onText().accept("yes");
          nanos.pass(Duration.ofMillis(900));
          return Asking.answer(request, "yes");
        });
    client.complete(request(SHARED + "1"), sharing(2));
    nanos.pass(Duration.ofMinutes(6));
    var _ = startAndWait(client, "slow", sharing(2));
    var second = startAndWait(client, "2", sharing(2));
    end.countDown();
    second.get();

    assertThat(marks(2)).isNotEmpty();
  }

  @Test
  void a_provider_may_be_asked_without_anybody_ahead() throws Exception {
    policy = policy.leading(false);
    var all = new CountDownLatch(2);
    LlmClient client =
        over((request, call) -> {
          all.countDown();
          all.await();
          return say(request, call);
        });
    var first = start(client, "1", sharing(2));
    var second = start(client, "2", sharing(2));
    first.get();
    second.get();

    assertThat(streamed).containsExactly(false, false);
    assertThat(sent).allSatisfy(prefix -> assertThat(prefix.marks()).isNotEmpty());
  }
}
