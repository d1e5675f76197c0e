package dev.aether.llm;

import static dev.aether.llm.Asking.answer;
import static dev.aether.llm.Asking.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.llm.LlmFailure.CircuitOpen;
import dev.aether.llm.LlmFailure.Rejected;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private LlmFailure failure = new Unavailable("vendor", "down", Optional.empty());
  private boolean down = true;

  private final CircuitBreaker breaker =
      new CircuitBreaker(
          (request, _) -> {
            asked.incrementAndGet();
            return down ? new NoCompletion(failure) : answer(request, "yes");
          },
          CircuitBreaker.Policy.DEFAULT,
          now::get);

  private LlmResult ask(String model) throws InterruptedException {
    return breaker.complete(request("vendor", model, "x"), Call.PLAIN);
  }

  private void fail(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      ask("model");
    }
  }

  @Test
  void a_model_that_keeps_failing_is_left_alone() throws Exception {
    fail(10);

    assertThat(ask("model"))
        .isEqualTo(new NoCompletion(new CircuitOpen("vendor", "model", Duration.ofSeconds(30))));
    assertThat(asked).hasValue(10);
    assertThat(breaker.open()).containsExactly("vendor/model");
  }

  @Test
  void other_models_are_not_concerned() throws Exception {
    fail(10);
    down = false;

    assertThat(ask("other")).isInstanceOf(Completion.class);
  }

  @Test
  void few_failures_say_nothing() throws Exception {
    fail(9);
    down = false;

    assertThat(ask("model")).isInstanceOf(Completion.class);
  }

  @Test
  void failures_that_are_the_requests_own_fault_do_not_count() throws Exception {
    failure = new Rejected("vendor", "bad");
    fail(50);

    assertThat(asked).hasValue(50);
  }

  @Test
  void one_call_tries_when_the_rest_is_over_and_closes_the_circuit() throws Exception {
    fail(10);
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    down = false;

    assertThat(ask("model")).isInstanceOf(Completion.class);
    assertThat(ask("model")).isInstanceOf(Completion.class);
    assertThat(breaker.open()).isEmpty();
  }

  @Test
  void a_trial_that_fails_opens_it_again() throws Exception {
    fail(10);
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    ask("model");

    assertThat(((NoCompletion) ask("model")).failure()).isInstanceOf(CircuitOpen.class);
    assertThat(asked).hasValue(11);
  }

  @Test
  void old_successes_are_forgotten() throws Exception {
    down = false;
    fail(100);
    down = true;
    fail(10);

    assertThat(((NoCompletion) ask("model")).failure()).isInstanceOf(CircuitOpen.class);
  }
}
