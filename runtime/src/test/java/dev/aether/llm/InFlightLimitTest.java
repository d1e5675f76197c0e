package dev.aether.llm;

import static dev.aether.llm.Calls.answer;
import static dev.aether.llm.Calls.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.llm.CallEvent.Waited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InFlightLimitTest {
  private final AtomicLong nanos = new AtomicLong();

  private static Thread inLine(FutureTask<?> task) {
    Thread thread = Thread.ofPlatform().daemon().start(task);
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void who_waits_is_served_before_who_comes_later() throws Exception {
    var release = new CountDownLatch(1);
    var order = new LinkedBlockingQueue<String>();
    var limit =
        new InFlightLimit(
            (request, _) -> {
              order.add(request.prompt());
              if (request.prompt().equals("first")) {
                release.await();
              }
              return answer("x");
            },
            1,
            nanos::get);
    var greedy =
        new FutureTask<>(() -> {
          limit.complete(ask("first"), Call.PLAIN);
          return limit.complete(ask("again"), Call.PLAIN);
        });
    inLine(greedy);
    var patient = new FutureTask<>(() -> limit.complete(ask("patient"), Call.PLAIN));
    inLine(patient);
    release.countDown();
    greedy.get();
    patient.get();
    assertThat(order).containsExactly("first", "patient", "again");
  }

  @Test
  void a_wait_is_told_with_its_length() throws Exception {
    var release = new CountDownLatch(1);
    var limit =
        new InFlightLimit(
            (_, _) -> {
              release.await();
              return answer("x");
            },
            1,
            nanos::get);
    List<CallEvent> told = new ArrayList<>();
    Call watched = Calls.caching(Call.CacheUse.DEFAULT, told::add);
    var first = new FutureTask<>(() -> limit.complete(ask("q"), watched));
    inLine(first);
    var second = new FutureTask<>(() -> limit.complete(ask("q"), watched));
    inLine(second);
    nanos.addAndGet(700);
    release.countDown();
    first.get();
    second.get();
    assertThat(told)
        .containsExactly(new Waited("mock", CallEvent.Reason.CONCURRENCY, Duration.ofNanos(700)));
  }

  @Test
  void places_come_back_whatever_happens() throws Exception {
    var calls = new AtomicInteger();
    var limit =
        new InFlightLimit(
            (_, _) ->
                switch (calls.incrementAndGet()) {
                  case 1 -> throw new IllegalStateException("bug");
                  case 2 -> throw new InterruptedException();
                  default -> answer("x");
                },
            1,
            nanos::get);
    assertThatThrownBy(() -> limit.complete(ask("q"), Call.PLAIN)).hasMessage("bug");
    assertThatThrownBy(() -> limit.complete(ask("q"), Call.PLAIN))
        .isInstanceOf(InterruptedException.class);
    assertThat(limit.complete(ask("q"), Call.PLAIN)).isEqualTo(answer("x"));
  }

  @Test
  void who_is_interrupted_leaves_the_line() throws Exception {
    var release = new CountDownLatch(1);
    var limit =
        new InFlightLimit(
            (_, _) -> {
              release.await();
              return answer("x");
            },
            1,
            nanos::get);
    var first = new FutureTask<>(() -> limit.complete(ask("q"), Call.PLAIN));
    inLine(first);
    var leaver = new FutureTask<>(() -> limit.complete(ask("q"), Call.PLAIN));
    inLine(leaver).interrupt();
    assertThatThrownBy(leaver::get).hasCauseInstanceOf(InterruptedException.class);
    release.countDown();
    assertThat(first.get()).isEqualTo(answer("x"));
    assertThat(limit.complete(ask("q"), Call.PLAIN)).isEqualTo(answer("x"));
  }
}
