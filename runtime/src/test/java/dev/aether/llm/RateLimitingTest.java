package dev.aether.llm;

import static dev.aether.llm.Asking.answer;
import static dev.aether.llm.Asking.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.llm.CallEvent.HeadersArrived;
import dev.aether.llm.CallEvent.Reason;
import dev.aether.llm.CallEvent.Waited;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.RateSignals.Gauge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitingTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final AtomicLong now = new AtomicLong();
  private final List<Departure> departures = Collections.synchronizedList(new ArrayList<>());
  private final List<CallEvent> events = Collections.synchronizedList(new ArrayList<>());

  private record Departure(String who, long at) {}

  private LlmResult depart(LlmRequest request, Call call) {
    departures.add(new Departure(request.prompt(), now.get()));
    return answer(request, "yes");
  }

  /// Only who stands in the turnstile waits, so moving the clock is all that a wait has to do.
  private void wait(Duration duration) {
    now.addAndGet(duration.toNanos());
  }

  private RateLimiting limiting(LlmClient provider, RateLimits limits) {
    return new RateLimiting(provider, _ -> limits, now::get, this::wait);
  }

  @Test
  void two_hundred_callers_are_held_to_the_limit_in_the_order_they_came() throws Exception {
    var allQueued = new CountDownLatch(1);
    var itself = new AtomicReference<RateLimiting>();
    var limiting =
        new RateLimiting(
            this::depart,
            _ -> RateLimits.LEARNT.requestsPerMinute(600),
            now::get,
            duration -> {
              allQueued.await();
              while (departures.size() + itself.get().waiting("vendor") < 210) {
                Thread.onSpinWait(); // somebody is on the way out
              }
              wait(duration);
            });
    itself.set(limiting);
    for (int i = 0; i < 10; i++) { // the first second's worth
      limiting.complete(request("early"), Call.PLAIN);
    }
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String name = Integer.toString(i);
      callers.add(
          Thread.startVirtualThread(() -> {
            try {
              limiting.complete(request(name), Call.PLAIN);
            } catch (InterruptedException impossible) {
              throw new IllegalStateException(impossible);
            }
          }));
      while (limiting.waiting("vendor") <= i
          || callers.getLast().getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    allQueued.countDown();
    for (Thread caller : callers) {
      caller.join();
    }

    List<Departure> queued = departures.subList(10, 210);
    assertThat(queued.stream().map(Departure::who))
        .containsExactlyElementsOf(IntStream.range(0, 200).mapToObj(Integer::toString).toList());
    assertThat(queued.getLast().at() / (double) SECOND).isBetween(20.0 * 0.98, 20.0 * 1.02);
  }

  @Test
  void no_minute_sees_more_than_the_limit_and_two_percent() throws Exception {
    RateLimiting limiting = limiting(this::depart, RateLimits.LEARNT.requestsPerMinute(600));
    for (int i = 0; i < 3000; i++) {
      limiting.complete(request("x"), Call.PLAIN);
      if (i % 700 == 699) {
        now.addAndGet(20 * SECOND); // a quiet time must not be saved up
      }
    }

    for (int i = 0; i < departures.size(); i++) {
      long end = departures.get(i).at() + 60 * SECOND;
      int within = i;
      while (within < departures.size() && departures.get(within).at() < end) {
        within++;
      }
      assertThat(within - i).isLessThanOrEqualTo(612);
    }
  }

  @Test
  void after_a_429_nobody_leaves_until_its_time_is_over_and_then_one_by_one() throws Exception {
    var calls = new AtomicInteger();
    RateLimiting limiting =
        limiting(
            (request, call) ->
                calls.getAndIncrement() == 0
                    ? new NoCompletion(
                        new LlmFailure.RateLimited("vendor", Optional.of(Duration.ofSeconds(2))))
                    : depart(request, call),
            RateLimits.LEARNT);

    limiting.complete(request("first"), Call.PLAIN);
    for (int i = 0; i < 50; i++) {
      limiting.complete(request("next"), Call.PLAIN);
    }

    assertThat(departures.getFirst().at()).isEqualTo(2 * SECOND);
    for (int i = 1; i < 50; i++) {
      assertThat(departures.get(i).at() - departures.get(i - 1).at()).isPositive();
    }
  }

  @Test
  void pauses_without_a_length_grow_and_end_with_success() throws Exception {
    var answers = new ArrayList<LlmResult>();
    RateLimiting limiting =
        limiting(
            (request, call) -> {
              depart(request, call);
              return answers.removeFirst();
            },
            RateLimits.LEARNT);
    LlmResult tooMuch = new NoCompletion(new LlmFailure.RateLimited("vendor", Optional.empty()));
    answers.addAll(
        List.of(tooMuch, tooMuch, tooMuch, answer(request("x"), "yes"), tooMuch, tooMuch));
    for (int i = 0; i < 6; i++) {
      limiting.complete(request("x"), Call.PLAIN);
    }

    assertThat(departures.stream().map(departure -> departure.at() / SECOND))
        .containsExactly(0L, 1L, 3L, 7L, 7L, 8L);
  }

  @Test
  void tokens_are_estimated_before_and_settled_after() throws Exception {
    RateLimiting limiting =
        limiting(
            (request, call) -> {
              depart(request, call);
              return new Completion(
                  "yes",
                  Usage.of(4000, 2000),
                  Finish.STOP,
                  Source.PROVIDER,
                  "vendor",
                  "model",
                  Optional.empty(),
                  List.of());
            },
            RateLimits.LEARNT.tokensPerMinute(60_000));
    for (int i = 0; i < 11; i++) {
      limiting.complete(request("x"), Call.PLAIN);
    }

    // 6,000 tokens a call at 1,000 a second
    assertThat(departures.getLast().at() / (double) SECOND).isBetween(58.0, 60.0);
  }

  @Test
  void headers_teach_the_limit_and_what_is_left_of_it() throws Exception {
    RateLimiting limiting =
        limiting(
            (request, call) -> {
              depart(request, call);
              call.listener()
                  .accept(
                      new HeadersArrived(
                          "vendor",
                          "model",
                          200,
                          Optional.empty(),
                          new RateSignals(
                              new Gauge(OptionalLong.of(60), OptionalLong.of(0), Optional.empty()),
                              Gauge.UNKNOWN)));
              return answer(request, "yes");
            },
            RateLimits.LEARNT);
    for (int i = 0; i < 5; i++) {
      limiting.complete(request("x"), Call.PLAIN);
    }

    assertThat(departures.stream().map(departure -> departure.at() / SECOND))
        .containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void waiting_is_told() throws Exception {
    RateLimiting limiting = limiting(this::depart, RateLimits.LEARNT.requestsPerMinute(60));
    limiting.complete(request("x"), Asking.retried(RetryPolicy.NONE, events::add));
    limiting.complete(request("y"), Asking.retried(RetryPolicy.NONE, events::add));

    assertThat(events)
        .containsExactly(new Waited("vendor", Reason.RATE_LIMIT, Duration.ofSeconds(1)));
  }

  @Test
  void who_could_not_be_served_in_time_is_told_at_once() throws Exception {
    RateLimiting limiting = limiting(this::depart, RateLimits.LEARNT.requestsPerMinute(1));
    limiting.complete(request("x"), Call.PLAIN);
    Call hasty =
        Asking.call(
            false,
            _ -> {},
            Deadline.in(Duration.ofSeconds(5), now::get),
            RetryPolicy.NONE,
            List.of(),
            events::add);

    LlmResult result = limiting.complete(request("y"), hasty);

    assertThat(((NoCompletion) result).failure())
        .isEqualTo(new LlmFailure.RateLimited("vendor", Optional.of(Duration.ofMinutes(1))));
    assertThat(now).hasValue(0);
  }

  @Test
  void a_cancelled_caller_makes_room_for_the_next() throws Exception {
    var inside = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    RateLimiting limiting =
        limiting(
            (request, call) -> {
              inside.countDown();
              release.await();
              return answer(request, "yes");
            },
            RateLimits.LEARNT.callsInFlight(1));
    Thread first =
        Thread.startVirtualThread(() -> {
          try {
            limiting.complete(request("first"), Call.PLAIN);
          } catch (InterruptedException _) {
            // as intended
          }
        });
    inside.await();
    var second = new CompletableFuture<LlmResult>();
    Thread.startVirtualThread(() -> {
      try {
        second.complete(limiting.complete(request("second"), Call.PLAIN));
      } catch (InterruptedException unexpected) {
        second.completeExceptionally(unexpected);
      }
    });
    while (limiting.waiting("vendor") == 0) {
      Thread.onSpinWait();
    }
    first.interrupt();
    release.countDown();

    assertThat(second.join()).isInstanceOf(Completion.class);
  }

  @Test
  void a_call_that_the_open_circuit_stopped_costs_nothing_of_the_limit() throws Exception {
    RateLimiting limiting =
        limiting(
            (request, _) ->
                new NoCompletion(
                    new LlmFailure.CircuitOpen("vendor", request.model(), Duration.ofSeconds(9))),
            RateLimits.LEARNT.requestsPerMinute(60));
    for (int i = 0; i < 100; i++) {
      limiting.complete(request("x"), Call.PLAIN);
    }

    assertThat(now).hasValue(0);
  }
}
