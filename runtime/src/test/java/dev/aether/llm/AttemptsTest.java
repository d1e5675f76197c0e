package dev.aether.llm;

import static dev.aether.llm.Calls.answer;
import static dev.aether.llm.Calls.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.llm.CallEvent.AttemptEnded;
import dev.aether.llm.CallEvent.AttemptStarted;
import dev.aether.llm.LlmFailure.TimedOut;
import dev.aether.llm.LlmResult.NoCompletion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AttemptsTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MOMENT = Duration.ofMillis(5);

  private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1);
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final List<CallEvent> events = new ArrayList<>();

  @AfterEach
  void stopAlarms() {
    alarms.shutdownNow();
  }

  private Attempts attempts(LlmClient provider, Duration limit) {
    return new Attempts(provider, limit, alarms, new Random(1), nanos::get);
  }

  private Call call(Deadline deadline, Optional<Duration> limit) {
    return new Call(
        false,
        _ -> {},
        cancelled::get,
        deadline,
        limit,
        RetryPolicy.NONE,
        List.of(),
        Call.CacheUse.DEFAULT,
        events::add);
  }

  private Call call() {
    return call(Deadline.NEVER, Optional.empty());
  }

  private static LlmResult forever() throws InterruptedException {
    new CountDownLatch(1).await();
    return answer("never");
  }

  private static NoCompletion timedOut(Duration limit) {
    return new NoCompletion(new TimedOut("mock", limit));
  }

  @Test
  void an_attempt_is_announced_and_timed() throws Exception {
    LlmClient provider =
        (_, call) -> {
          nanos.addAndGet(1_000);
          call.onText().accept("h");
          nanos.addAndGet(2_000);
          call.onText().accept("i");
          return answer("hi");
        };
    assertThat(attempts(provider, HOUR).complete(ask("q"), call())).isEqualTo(answer("hi"));
    assertThat(events)
        .containsExactly(
            new AttemptStarted(ask("q"), false, Optional.empty()),
            new AttemptEnded(
                "mock", "m", answer("hi"), Duration.ofNanos(3_000), Duration.ofNanos(1_000)));
  }

  @Test
  void an_attempt_of_a_traced_call_is_work_of_its_own_that_the_provider_is_told_of()
      throws Exception {
    var caller = new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true);
    List<TraceContext> told = new ArrayList<>();
    LlmClient provider =
        (_, call) -> {
          told.add(call.trace().get().orElseThrow());
          return answer("hi");
        };
    var layer = attempts(provider, HOUR);
    layer.complete(ask("q"), call().within(caller));
    layer.complete(ask("q"), call().within(caller));
    assertThat(told).extracting(TraceContext::traceId).containsOnly(caller.traceId());
    assertThat(told).extracting(TraceContext::spanId).doesNotContain(caller.spanId());
    assertThat(told).doesNotHaveDuplicates().allMatch(TraceContext::sampled);
    assertThat(events)
        .filteredOn(AttemptStarted.class::isInstance)
        .extracting(event -> ((AttemptStarted) event).trace().orElseThrow())
        .isEqualTo(told);
  }

  @Test
  void the_limit_interrupts_the_provider() throws Exception {
    assertThat(attempts((_, _) -> forever(), MOMENT).complete(ask("q"), call()))
        .isEqualTo(timedOut(MOMENT));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(events).hasSize(2);
  }

  @Test
  void the_call_may_state_its_own_limit() throws Exception {
    Call impatient = call(Deadline.NEVER, Optional.of(MOMENT));
    assertThat(attempts((_, _) -> forever(), HOUR).complete(ask("q"), impatient))
        .isEqualTo(timedOut(MOMENT));
  }

  @Test
  void an_attempt_gets_no_more_time_than_is_left() throws Exception {
    Call late = call(Deadline.in(MOMENT, nanos::get), Optional.of(HOUR));
    assertThat(attempts((_, _) -> forever(), HOUR).complete(ask("q"), late))
        .isEqualTo(timedOut(MOMENT));
    nanos.addAndGet(MOMENT.toNanos());
    LlmClient unused =
        (_, _) -> {
          throw new AssertionError("asked although no time was left");
        };
    assertThat(attempts(unused, HOUR).complete(ask("q"), late)).isEqualTo(timedOut(Duration.ZERO));
  }

  @Test
  void an_answer_that_comes_with_the_alarm_counts_and_leaves_no_interrupt() throws Exception {
    LlmClient stubborn =
        (_, _) -> {
          try {
            return forever();
          } catch (InterruptedException _) {
            return answer("just so");
          }
        };
    assertThat(attempts(stubborn, MOMENT).complete(ask("q"), call())).isEqualTo(answer("just so"));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void an_alarm_that_nobody_notices_leaves_no_interrupt() throws Exception {
    LlmClient busy =
        (_, _) -> {
          while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
          }
          return answer("done");
        };
    assertThat(attempts(busy, MOMENT).complete(ask("q"), call())).isEqualTo(answer("done"));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void a_cancellation_is_passed_on_and_is_no_timeout() throws Exception {
    var asked = new CountDownLatch(1);
    var layer =
        attempts(
            (_, _) -> {
              asked.countDown();
              return forever();
            },
            HOUR);
    var result = new FutureTask<>(() -> layer.complete(ask("q"), call()));
    Thread caller = Thread.startVirtualThread(result);
    asked.await();
    caller.interrupt();
    assertThatThrownBy(result::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(events).containsExactly(new AttemptStarted(ask("q"), false, Optional.empty()));
  }

  @Test
  void a_cancellation_wins_over_a_timeout_at_the_same_moment() {
    LlmClient both =
        (_, _) -> {
          try {
            return forever();
          } catch (InterruptedException alarm) {
            cancelled.set(true); // and the interrupt of the cancellation falls together with it
            throw alarm;
          }
        };
    assertThatThrownBy(() -> attempts(both, MOMENT).complete(ask("q"), call()))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void a_cancellation_wins_over_an_answer_that_came_with_the_alarm() {
    LlmClient both =
        (_, _) -> {
          try {
            return forever();
          } catch (InterruptedException _) {
            cancelled.set(true);
            return answer("too late");
          }
        };
    assertThatThrownBy(() -> attempts(both, MOMENT).complete(ask("q"), call()))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void a_bug_of_the_provider_is_passed_on_and_the_alarm_is_off() {
    LlmClient broken =
        (_, _) -> {
          throw new IllegalStateException("bug");
        };
    assertThatThrownBy(() -> attempts(broken, HOUR).complete(ask("q"), call())).hasMessage("bug");
    assertThat(alarms.getQueue()).allMatch(alarm -> ((Future<?>) alarm).isCancelled());
  }
}
