package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure;
import dev.aether.llm.LlmFailure.QuotaExhausted;
import dev.aether.llm.LlmFailure.RateLimited;
import dev.aether.llm.LlmFailure.Rejected;
import dev.aether.llm.LlmFailure.Unauthorized;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Behaviour.Fault;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How every provider's client fails: what the vendors' errors and broken connections mean.
abstract class ProviderFailureContract extends ProviderFixture {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tells_a_rate_limit_from_an_empty_account(boolean streaming) throws Exception {
    vendor.then(
        Behaviour.fail(429, "rate_limit_error"),
        Behaviour.fail(429, "insufficient_quota"),
        Behaviour.fail(429, "rate_limit_error").header("x-should-retry", "false"));

    assertThat(failure(streaming)).isEqualTo(new RateLimited(provider(), Optional.empty()));
    assertThat(failure(streaming)).isInstanceOf(QuotaExhausted.class);
    assertThat(failure(streaming)).isInstanceOf(QuotaExhausted.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void reads_how_long_to_wait_in_every_form(boolean streaming) throws Exception {
    vendor.then(
        Behaviour.fail(429, "rate_limit_error").header("Retry-After", "2"),
        Behaviour.fail(429, "rate_limit_error").header("retry-after", "0.25"),
        Behaviour.fail(503, "api_error")
            .header("retry-after-ms", "1500")
            .header("Retry-After", "9"),
        Behaviour.fail(429, "rate_limit_error")
            .header("Retry-After", "Wed, 21 Oct 2026 07:28:30 GMT"),
        Behaviour.fail(429, "rate_limit_error")
            .header("Retry-After", "Wed, 21 Oct 2026 07:27:30 GMT"),
        Behaviour.fail(429, "rate_limit_error").header("Retry-After", "soon"));

    assertThat(failure(streaming).patience()).contains(Duration.ofSeconds(2));
    assertThat(failure(streaming).patience()).contains(Duration.ofMillis(250));
    assertThat(failure(streaming).patience()).contains(Duration.ofMillis(1500));
    assertThat(failure(streaming).patience()).contains(Duration.ofSeconds(30));
    assertThat(failure(streaming).patience()).contains(Duration.ZERO);
    assertThat(failure(streaming).patience()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sorts_errors_by_what_can_be_done_about_them(boolean streaming) throws Exception {
    vendor.then(
        Behaviour.fail(400, "invalid_request_error"),
        Behaviour.fail(401, "authentication_error"),
        Behaviour.fail(403, "permission_error"),
        Behaviour.fail(404, "not_found_error"),
        Behaviour.fail(413, "request_too_large"),
        Behaviour.fail(400, "invalid_request_error").saying("content_filter"));
    assertThat(failure(streaming)).isInstanceOf(Rejected.class);
    assertThat(failure(streaming)).isInstanceOf(Unauthorized.class);
    assertThat(failure(streaming)).isInstanceOf(Unauthorized.class);
    assertThat(failure(streaming)).isInstanceOf(Rejected.class);
    assertThat(failure(streaming)).isInstanceOf(Rejected.class);

    for (int status : List.of(408, 409, 500, 502, 503, 504, overloaded())) {
      vendor.then(Behaviour.fail(status, "api_error"));
    }
    failure(streaming); // the filtered one, which only one vendor words like this
    for (int i = 0; i < 7; i++) {
      assertThat(failure(streaming)).isInstanceOf(Unavailable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_vendors_own_word_on_retrying_counts(boolean streaming) throws Exception {
    vendor.then(
        Behaviour.fail(500, "api_error").header("x-should-retry", "false"),
        Behaviour.fail(400, "invalid_request_error").header("x-should-retry", "true"));

    assertThat(failure(streaming).retryable()).isFalse();
    assertThat(failure(streaming).retryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void no_failure_repeats_the_key(boolean streaming) throws Exception {
    vendor.then(Behaviour.fail(500, "api_error"));

    LlmFailure failure = failure(streaming);

    assertThat(failure.sentence()).contains("told to fail").contains("req_standin");
    assertThat(failure.toString() + events).doesNotContain(secret()).doesNotContain("sk-");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_unknown_key_is_the_callers_problem(boolean streaming) throws Exception {
    try (var stranger = (AutoCloseable) client(base(), Optional.of(new ApiKey("nobody")))) {
      LlmResult result = ((LlmClient) stranger).complete(request("x"), call(streaming));
      assertThat(((NoCompletion) result).failure()).isInstanceOf(Unauthorized.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_breaks_on_the_wire_is_unavailable(boolean streaming) throws Exception {
    for (Fault fault : List.of(Fault.CLOSE, Fault.CUT, Fault.GARBAGE, Fault.ERROR_EVENT)) {
      vendor.then(Behaviour.ECHO.with(fault));
      assertThat(failure(streaming)).as(fault.name()).isInstanceOf(Unavailable.class);
    }
    assertThat(vendor.log()).hasSize(4);
    assertThat(ask(request("x"), streaming)).isInstanceOf(Completion.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nobody_listening_is_unavailable(boolean streaming) throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);
    try (var lonely = (AutoCloseable) client(nobody, Optional.of(new ApiKey(secret())))) {
      LlmResult result = ((LlmClient) lonely).complete(request("x"), call(streaming));
      assertThat(((NoCompletion) result).failure()).isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void a_stream_that_is_cut_is_counted_by_estimate() throws Exception {
    vendor.then(Behaviour.say("one two three four five six").with(Fault.CUT));

    var cut = (NoCompletion) ask(request("please count"), true);

    assertThat(cut.spent().usage().estimated()).isTrue();
    assertThat(cut.spent().usage().input()).isEqualTo(2);
    assertThat(cut.spent().usage().output()).isEqualTo(said.size()).isPositive();
  }

  @Test
  void a_stream_without_its_usage_is_counted_by_estimate() throws Exception {
    vendor.then(Behaviour.say("one two three").uncounted());

    var answer = (Completion) ask(request("please count"), true);

    assertThat(answer.usage()).isEqualTo(new Usage(2, 0, 0, 3, 0, true));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_interrupt_closes_the_connection_at_once(boolean streaming) throws Exception {
    vendor.then(Behaviour.ECHO, Behaviour.ECHO.with(streaming ? Fault.STALL : Fault.HANG));
    ask(request("warm up"), streaming);
    var outcome = new CompletableFuture<Throwable>();
    Thread caller =
        Thread.startVirtualThread(() -> {
          try {
            ask(request("a b c d e f g h"), streaming);
            outcome.complete(new AssertionError("it answered"));
          } catch (Throwable thrown) {
            outcome.complete(thrown);
          }
        });
    while (vendor.log().size() < 2 || (streaming && said.size() < 4)) {
      Thread.onSpinWait();
    }

    caller.interrupt();

    assertThat(outcome.join()).isInstanceOf(InterruptedException.class);
    vendor.log().getLast().abandoned().await();
    assertThat(ask(request("still there"), streaming)).isInstanceOf(Completion.class);
  }

  @Test
  void who_is_interrupted_already_asks_nobody() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> ask(request("x"), false)).isInstanceOf(InterruptedException.class);
    assertThat(vendor.log()).isEmpty();
  }
}
