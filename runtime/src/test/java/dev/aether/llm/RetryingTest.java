package dev.aether.llm;

import static dev.aether.llm.Calls.answer;
import static dev.aether.llm.Calls.ask;
import static dev.aether.llm.Calls.retrying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.llm.CallEvent.RetryPlanned;
import dev.aether.llm.LlmFailure.NotCached;
import dev.aether.llm.LlmFailure.QuotaExhausted;
import dev.aether.llm.LlmFailure.RateLimited;
import dev.aether.llm.LlmFailure.Refused;
import dev.aether.llm.LlmFailure.Rejected;
import dev.aether.llm.LlmFailure.ShapeViolation;
import dev.aether.llm.LlmFailure.TimedOut;
import dev.aether.llm.LlmFailure.Unauthorized;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.RetryPolicy.Strategy;
import dev.aether.testing.Gen;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RetryingTest {
  private static final LlmFailure DOWN = new Unavailable("p", "down", Optional.empty());
  private static final LlmResult FAILED = new NoCompletion(DOWN);
  private static final RetryPolicy POLICY = policy(Strategy.CONSTANT, 100, 10_000);

  /// No jitter at all.
  private static final RandomGenerator FIRM =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }
      };

  private final List<Duration> waited = new ArrayList<>();
  private final List<CallEvent> events = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final Deque<LlmResult> script = new ArrayDeque<>();
  private final Retrying layer = new Retrying((_, _) -> script.remove(), FIRM, this::pause);

  private void pause(Duration duration) {
    waited.add(duration);
    nanos.addAndGet(duration.toNanos());
  }

  private static RetryPolicy policy(Strategy strategy, int baseMillis, int maxMillis) {
    return new RetryPolicy(
        4, Duration.ofMillis(baseMillis), strategy, Duration.ofMillis(maxMillis));
  }

  private LlmResult complete(RetryPolicy policy, Deadline deadline) throws InterruptedException {
    return layer.complete(ask("q"), retrying(policy, deadline, events::add));
  }

  @Test
  void tries_again_until_it_succeeds() throws Exception {
    script.addAll(List.of(FAILED, FAILED, answer("hi")));
    assertThat(complete(POLICY, Deadline.NEVER)).isEqualTo(answer("hi"));
    assertThat(waited).hasSize(2);
    assertThat(events)
        .containsExactly(
            new RetryPlanned(1, Duration.ofMillis(100), DOWN),
            new RetryPlanned(2, Duration.ofMillis(100), DOWN));
  }

  @Test
  void gives_up_after_the_last_attempt() throws Exception {
    script.addAll(List.of(FAILED, FAILED, FAILED, FAILED, answer("never asked for")));
    assertThat(complete(POLICY, Deadline.NEVER)).isEqualTo(FAILED);
    assertThat(waited).hasSize(3);
    assertThat(script).hasSize(1);
  }

  @Test
  void one_attempt_is_no_retry() throws Exception {
    script.addAll(List.of(FAILED, answer("never asked for")));
    assertThat(complete(RetryPolicy.NONE, Deadline.NEVER)).isEqualTo(FAILED);
    assertThat(waited).isEmpty();
  }

  private static List<LlmFailure> final_failures() {
    return List.of(
        new QuotaExhausted("p", "x"),
        new Unauthorized("p", "x"),
        new Rejected("p", "x"),
        new Refused("p", "x"),
        new NotCached("p"));
  }

  @ParameterizedTest
  @MethodSource("final_failures")
  void does_not_repeat_what_cannot_succeed(LlmFailure failure) throws Exception {
    script.addAll(List.of(new NoCompletion(failure), answer("never asked for")));
    assertThat(complete(POLICY, Deadline.NEVER)).isEqualTo(new NoCompletion(failure));
    assertThat(waited).isEmpty();
  }

  private static List<LlmFailure> passing_failures() {
    return List.of(
        DOWN,
        new RateLimited("p", Optional.empty()),
        new TimedOut("p", Duration.ofSeconds(1)),
        new ShapeViolation("p", "x"));
  }

  @ParameterizedTest
  @MethodSource("passing_failures")
  void repeats_what_may_succeed_later(LlmFailure failure) throws Exception {
    script.addAll(List.of(new NoCompletion(failure), answer("hi")));
    assertThat(((Completion) complete(POLICY, Deadline.NEVER)).text()).isEqualTo("hi");
  }

  @ParameterizedTest
  @CsvSource({
    "CONSTANT, 100, 100, 100",
    "LINEAR, 100, 200, 250",
    "EXPONENTIAL, 100, 200, 250",
  })
  void waits_grow_as_the_strategy_says_up_to_the_maximum(
      Strategy strategy, int first, int second, int third) throws Exception {
    script.addAll(List.of(FAILED, FAILED, FAILED, FAILED));
    complete(policy(strategy, 100, 250), Deadline.NEVER);
    assertThat(waited)
        .containsExactly(
            Duration.ofMillis(first), Duration.ofMillis(second), Duration.ofMillis(third));
  }

  @Test
  void waits_as_long_as_the_provider_asks_but_not_less_than_its_own_delay() throws Exception {
    script.addAll(
        List.of(
            new NoCompletion(new RateLimited("p", Optional.of(Duration.ofSeconds(17)))),
            new NoCompletion(new Unavailable("p", "busy", Optional.of(Duration.ofMillis(3)))),
            answer("hi")));
    complete(POLICY, Deadline.NEVER);
    assertThat(waited).containsExactly(Duration.ofSeconds(17), Duration.ofMillis(100));
  }

  @Test
  void does_not_wait_beyond_the_deadline() throws Exception {
    Deadline deadline = Deadline.in(Duration.ofMillis(250), nanos::get);
    script.addAll(List.of(FAILED, FAILED, FAILED, answer("too late")));
    assertThat(complete(POLICY, deadline)).isEqualTo(FAILED);
    assertThat(waited).hasSize(2);
    assertThat(events).hasSize(2);
  }

  @Test
  void does_not_repeat_once_a_reader_has_seen_text() throws Exception {
    var talking =
        new Retrying(
            (_, call) -> {
              call.onText().accept("half an ans");
              return script.remove();
            },
            FIRM,
            this::pause);
    script.addAll(List.of(FAILED, FAILED, answer("hi")));
    var call = retrying(POLICY, Deadline.NEVER, events::add);
    assertThat(talking.complete(ask("q"), Calls.streaming(call, _ -> {}))).isEqualTo(FAILED);
    assertThat(waited).isEmpty();
    assertThat(talking.complete(ask("q"), call)).as("nobody reads along").isEqualTo(answer("hi"));
  }

  @Test
  void an_interrupt_ends_the_wait() {
    var interrupted =
        new Retrying(
            (_, _) -> FAILED,
            FIRM,
            _ -> {
              throw new InterruptedException();
            });
    assertThatThrownBy(
            () -> interrupted.complete(ask("q"), retrying(POLICY, Deadline.NEVER, events::add)))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void jitter_takes_off_a_quarter_at_most() {
    Gen.forAll(
        2_000,
        gen -> {
          var policy = policy(gen.oneOf(Strategy.values()), gen.below(5_000), gen.below(20_000));
          int attempt = gen.between(1, 40);
          Duration firm = policy.delayAfter(attempt, FIRM);
          Duration delay = policy.delayAfter(attempt, new SplittableRandom(gen.below(1_000_000)));
          assertThat(firm).isBetween(Duration.ZERO, policy.maxDelay());
          assertThat(delay.toNanos()).isBetween((long) (firm.toNanos() * 0.75) - 1, firm.toNanos());
        });
  }

  @Test
  void nonsense_is_no_policy() {
    assertThatThrownBy(() -> new RetryPolicy(0, Duration.ZERO, Strategy.LINEAR, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new RetryPolicy(1, Duration.ofMillis(-1), Strategy.LINEAR, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
