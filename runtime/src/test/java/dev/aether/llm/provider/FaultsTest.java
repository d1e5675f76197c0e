package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.json.JsonText;
import dev.aether.llm.Asking;
import dev.aether.llm.Call;
import dev.aether.llm.CallEvent;
import dev.aether.llm.CallEvent.AttemptStarted;
import dev.aether.llm.CallEvent.RetryPlanned;
import dev.aether.llm.CallStack;
import dev.aether.llm.CircuitBreaker;
import dev.aether.llm.Deadline;
import dev.aether.llm.Fitting.Unsupported;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure.CircuitOpen;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.ModelTable;
import dev.aether.llm.PrefixLog;
import dev.aether.llm.PrefixMemory;
import dev.aether.llm.PrefixPolicy;
import dev.aether.llm.RateLimits;
import dev.aether.llm.RetryPolicy;
import dev.aether.schema.JsonSchemas;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Behaviour.Fault;
import dev.aether.testing.Behaviour.Stop;
import dev.aether.testing.VendorStandIn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every fault against both vendors, whole and streamed, through all layers: how it ends, after how
/// many attempts, and that no answer is paid for twice.
class FaultsTest {
  private static final Instant NOW = Instant.parse("2026-10-21T07:28:00Z");
  private final VendorStandIn vendor = VendorStandIn.start();
  private final ScheduledExecutorService alarms = Executors.newScheduledThreadPool(1);
  private final AtomicLong now = new AtomicLong();
  private final List<CallEvent> events = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final ClientTools tools =
      new ClientTools(JsonText.JSON, text -> text.length() / 4, () -> NOW, System::nanoTime);
  private final OpenAiClient openAi =
      new OpenAiClient(
          new Endpoint("openai", vendor.openAi(), Optional.of(new ApiKey("sk-secret"))),
          Quirks.NONE,
          tools);
  private final AnthropicClient anthropic =
      new AnthropicClient(
          new Endpoint("anthropic", vendor.anthropic(), Optional.of(new ApiKey("sk-ant-secret"))),
          _ -> 4096,
          tools);
  private final ModelRouter router =
      new ModelRouter(Optional.empty(), "gpt-4o-mini", Set.of("openai", "anthropic"));
  private final LlmClient stack =
      CallStack.over(
              new Providers(Map.of("openai", openAi, "anthropic", anthropic)),
              router,
              new CallStack.Settings(
                  ModelTable.EMPTY,
                  Unsupported.DROP,
                  _ -> RateLimits.LEARNT,
                  CircuitBreaker.Policy.DEFAULT,
                  _ -> PrefixPolicy.OFF,
                  100,
                  Duration.ofMillis(500)),
              new CallStack.Tools(
                  new JsonSchemas(),
                  JsonText.JSON,
                  String::length,
                  new PrefixMemory(100, System::nanoTime),
                  PrefixLog.NONE,
                  alarms,
                  RandomGenerator.getDefault(),
                  wait -> now.addAndGet(wait.toNanos()),
                  () -> NOW,
                  now::get))
          .entry();

  @AfterEach
  void stop() {
    openAi.close();
    anthropic.close();
    vendor.close();
    alarms.shutdownNow();
  }

  /// The interrupts that limits are made of only reach virtual threads.
  private LlmResult ask(String model, boolean streaming, Deadline deadline, String... fallbacks) {
    var result = new CompletableFuture<LlmResult>();
    Thread.startVirtualThread(() -> {
      try {
        Call call =
            Asking.call(
                streaming, said::add, deadline, Asking.THRICE, List.of(fallbacks), events::add);
        String provider = router.route(Optional.of(model)).provider();
        result.complete(
            stack.complete(Asking.request(provider, model, "one two three four five six"), call));
      } catch (Throwable thrown) {
        result.completeExceptionally(thrown);
      }
    });
    return result.join();
  }

  private long attempts() {
    return events.stream().filter(AttemptStarted.class::isInstance).count();
  }

  private List<Duration> delays() {
    return events.stream()
        .flatMap(event ->
            event instanceof RetryPlanned(_, var delay, _) ? Stream.of(delay) : Stream.empty())
        .toList();
  }

  /// Faults that pass, and how long the caller has to wait at least.
  static Stream<Arguments> passing() {
    Behaviour limited = Behaviour.fail(429, "rate_limit_error");
    return both(
        Arguments.of("500", Behaviour.fail(500, "api_error"), 75),
        Arguments.of("503", Behaviour.fail(503, "overloaded"), 75),
        Arguments.of(
            "503 that says when", Behaviour.fail(503, "x").header("retry-after", "3"), 3000),
        Arguments.of("529", Behaviour.fail(529, "overloaded_error"), 75),
        Arguments.of("408", Behaviour.fail(408, "timeout"), 75),
        Arguments.of("429", limited, 75),
        Arguments.of("429 with seconds", limited.header("Retry-After", "2"), 2000),
        Arguments.of("429 with milliseconds", limited.header("retry-after-ms", "1500"), 1500),
        Arguments.of(
            "429 with a date",
            limited.header("Retry-After", "Wed, 21 Oct 2026 07:28:04 GMT"),
            4000),
        Arguments.of("closed", Behaviour.ECHO.with(Fault.CLOSE), 75),
        Arguments.of("garbage", Behaviour.ECHO.with(Fault.GARBAGE), 75),
        Arguments.of("hang", Behaviour.ECHO.with(Fault.HANG), 75));
  }

  /// Faults in the middle of an answer.
  static Stream<Arguments> midway() {
    return both(
        Arguments.of("cut", Behaviour.ECHO.with(Fault.CUT)),
        Arguments.of("stall", Behaviour.ECHO.with(Fault.STALL)),
        Arguments.of("error event", Behaviour.ECHO.with(Fault.ERROR_EVENT)));
  }

  static Stream<Arguments> lasting() {
    return both(
        Arguments.of("400", Behaviour.fail(400, "invalid_request_error"), "provider_error"),
        Arguments.of("401", Behaviour.fail(401, "authentication_error"), "provider_auth"),
        Arguments.of("403", Behaviour.fail(403, "permission_error"), "provider_auth"),
        Arguments.of("404", Behaviour.fail(404, "not_found_error"), "provider_error"),
        Arguments.of(
            "no credit", Behaviour.fail(429, "insufficient_quota"), "provider_rate_limited"),
        Arguments.of("refusal", Behaviour.ECHO.stopping(Stop.REFUSAL), "refused"));
  }

  private static Stream<Arguments> both(Arguments... faults) {
    return Stream.of(faults)
        .flatMap(fault ->
            Stream.of("gpt-4o-mini", "claude-sonnet-4-5")
                .flatMap(model ->
                    Stream.of(false, true)
                        .map(streaming ->
                            Arguments.of(
                                Stream.concat(Stream.of(fault.get()), Stream.of(model, streaming))
                                    .toArray()))));
  }

  @ParameterizedTest(name = "{0}, {3}, streaming {4}")
  @MethodSource("passing")
  void what_passes_is_tried_again(
      String fault, Behaviour behaviour, int leastMillis, String model, boolean streaming) {
    vendor.then(behaviour, behaviour, Behaviour.ECHO);

    LlmResult result = ask(model, streaming, Deadline.NEVER);

    assertThat(result).isInstanceOf(Completion.class);
    assertThat(attempts()).isEqualTo(3);
    assertThat(vendor.log()).hasSize(3);
    assertThat(vendor.answered()).isEqualTo(1);
    assertThat(String.join("", said)).isEqualTo("one two three four five six");
    assertThat(delays())
        .hasSize(2)
        .allSatisfy(
            delay -> assertThat(delay).isGreaterThanOrEqualTo(Duration.ofMillis(leastMillis)));
  }

  @ParameterizedTest(name = "{0}, {2}, streaming {3}")
  @MethodSource("midway")
  void a_broken_answer_is_tried_again_unless_its_text_was_heard(
      String fault, Behaviour behaviour, String model, boolean streaming) {
    vendor.then(behaviour, behaviour, Behaviour.ECHO);

    LlmResult result = ask(model, streaming, Deadline.NEVER);

    assertThat(attempts()).isEqualTo(streaming ? 1 : 3);
    if (streaming) {
      assertThat(((NoCompletion) result).failure().retryable()).isTrue();
      assertThat(said).isNotEmpty();
    } else {
      assertThat(result).isInstanceOf(Completion.class);
      assertThat(vendor.answered()).isEqualTo(1);
      assertThat(said).containsExactly("one two three four five six");
    }
  }

  @ParameterizedTest(name = "{0}, {3}, streaming {4}")
  @MethodSource("lasting")
  void what_lasts_is_not_tried_again(
      String fault, Behaviour behaviour, String code, String model, boolean streaming) {
    vendor.then(behaviour);

    var failed = (NoCompletion) ask(model, streaming, Deadline.NEVER);

    assertThat(failed.failure().code()).isEqualTo(code);
    assertThat(attempts()).isEqualTo(1);
    assertThat(vendor.log()).hasSize(1);
  }

  @Test
  void nobody_waits_longer_than_there_is_time() {
    vendor.then(Behaviour.fail(429, "rate_limit_error").header("Retry-After", "2"));

    LlmResult result = ask("gpt-4o-mini", false, Deadline.in(Duration.ofSeconds(1), now::get));

    assertThat(result).isInstanceOf(NoCompletion.class);
    assertThat(attempts()).isEqualTo(1);
    assertThat(now).hasValue(0);
  }

  @Test
  void a_call_gets_no_more_time_than_is_left() {
    vendor.then(Behaviour.ECHO.with(Fault.HANG));

    var failed =
        (NoCompletion) ask("gpt-4o-mini", false, Deadline.in(Duration.ofMillis(60), now::get));

    assertThat(failed.failure().sentence()).contains("within 60 ms");
  }

  @Test
  void the_other_vendor_answers_when_one_is_down() {
    vendor.usually(request ->
        request.path().contains("chat") ? Behaviour.fail(500, "api_error") : Behaviour.ECHO);

    var answer = (Completion) ask("gpt-4o-mini", false, Deadline.NEVER, "claude-sonnet-4-5");

    assertThat(answer.provider()).isEqualTo("anthropic");
    assertThat(attempts()).isEqualTo(4);
  }

  @Test
  void a_vendor_that_stays_down_is_left_alone_and_fallbacks_answer_at_once() {
    vendor.usually(request ->
        request.path().contains("chat") ? Behaviour.fail(500, "api_error") : Behaviour.ECHO);
    for (int i = 0; i < 4; i++) {
      ask("gpt-4o-mini", false, Deadline.NEVER);
    }
    events.clear();

    var alone = (NoCompletion) ask("gpt-4o-mini", false, Deadline.NEVER);
    LlmResult helped = ask("gpt-4o-mini", false, Deadline.NEVER, "claude-sonnet-4-5");

    assertThat(alone.failure()).isInstanceOf(CircuitOpen.class);
    assertThat(helped).isInstanceOf(Completion.class);
    assertThat(attempts()).isEqualTo(1);
  }

  @Test
  void without_a_policy_there_is_one_attempt() throws Exception {
    vendor.then(Behaviour.fail(500, "api_error"));

    LlmResult result =
        stack.complete(
            Asking.request("openai", "gpt-4o-mini", "x"),
            Asking.retried(RetryPolicy.NONE, events::add));

    assertThat(result).isInstanceOf(NoCompletion.class);
    assertThat(attempts()).isEqualTo(1);
  }
}
