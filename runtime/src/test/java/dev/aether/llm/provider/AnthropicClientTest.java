package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.CompactJson;
import dev.aether.llm.Asking;
import dev.aether.llm.CallEvent.HeadersArrived;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.RateSignals;
import dev.aether.llm.RateSignals.Gauge;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Behaviour.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AnthropicClientTest extends ProviderClientContract {
  @Override
  String provider() {
    return "anthropic";
  }

  @Override
  String model() {
    return "claude-sonnet-4-5";
  }

  @Override
  URI base() {
    return vendor.anthropic();
  }

  @Override
  String secret() {
    return "sk-ant-very-secret";
  }

  @Override
  LlmClient client(Endpoint endpoint, ClientTools tools) {
    return new AnthropicClient(endpoint, _ -> 4096, tools);
  }

  @Override
  int overloaded() {
    return 529;
  }

  @Test
  void the_request_is_worded_as_anthropic_wants_it() throws Exception {
    ask(
        new LlmRequest(
            "",
            "anthropic",
            "claude-sonnet-4-5",
            Optional.of("be brief"),
            "hello",
            OptionalDouble.of(0.2),
            OptionalInt.empty(),
            Optional.of(Asking.object("{\"type\":\"object\"}")),
            Optional.empty()),
        true);

    assertThat(vendor.log().getLast().path()).isEqualTo("/v1/messages");
    assertThat(vendor.log().getLast().headers())
        .containsEntry("x-api-key", secret())
        .containsEntry("anthropic-version", "2023-06-01")
        .doesNotContainKey("authorization");
    assertThat(CompactJson.of(vendor.log().getLast().body()))
        .isEqualTo(
            "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":4096,\"system\":\"be brief\","
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"temperature\":0.2,"
                + "\"output_config\":{\"format\":{\"type\":\"json_schema\","
                + "\"schema\":{\"type\":\"object\"}}},\"stream\":true}");
  }

  @Test
  void new_models_refuse_a_temperature() throws Exception {
    LlmRequest warm =
        new LlmRequest(
            "",
            "anthropic",
            "claude-opus-4-7",
            Optional.empty(),
            "hello",
            OptionalDouble.of(0.2),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(((NoCompletion) ask(warm, false)).failure().sentence()).contains("HTTP 400");
  }

  /// As Anthropic counts: what is read and written is not in `input_tokens`.
  @Test
  void cached_tokens_are_added_to_the_input() {
    var draft = new Draft(request("x"), text -> 1, _ -> {});
    new AnthropicDialect(_ -> 1)
        .whole(
            Asking.object(
                """
                {"content": [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "a"},
                             {"type": "text", "text": "b"}],
                 "stop_reason": "end_turn",
                 "usage": {"input_tokens": 10, "cache_read_input_tokens": 300,
                           "cache_creation_input_tokens": 20, "output_tokens": 7}}\
                """),
            draft);

    var answer = (Completion) draft.result();
    assertThat(answer.text()).isEqualTo("ab");
    assertThat(answer.usage()).isEqualTo(new Usage(330, 300, 20, 7, 0, false));
  }

  @Test
  void a_stream_that_is_cut_before_it_says_why_it_stopped_is_no_answer() throws Exception {
    vendor.then(Behaviour.say("one two three").with(Fault.CUT_BEFORE_USAGE));

    var cut = (NoCompletion) ask(request("please count"), true);

    assertThat(cut.failure()).isInstanceOf(Unavailable.class);
    assertThat(cut.spent().usage()).isEqualTo(new Usage(2, 0, 0, 3, 0, true));
  }

  @Test
  void what_is_left_of_the_limits_is_read_from_the_headers() throws Exception {
    vendor.then(
        Behaviour.ECHO
            .header("anthropic-ratelimit-requests-limit", "50")
            .header("anthropic-ratelimit-requests-remaining", "49")
            .header("anthropic-ratelimit-requests-reset", "2026-10-21T07:28:01Z")
            .header("anthropic-ratelimit-input-tokens-limit", "30000")
            .header("anthropic-ratelimit-input-tokens-remaining", "20000")
            .header("anthropic-ratelimit-output-tokens-limit", "8000")
            .header("anthropic-ratelimit-output-tokens-remaining", "100")
            .header("anthropic-ratelimit-output-tokens-reset", "2026-10-21T07:28:59+00:00"));

    ask(request("x"), false);

    assertThat(((HeadersArrived) events.getFirst()).rates())
        .isEqualTo(
            new RateSignals(
                new Gauge(
                    OptionalLong.of(50), OptionalLong.of(49), Optional.of(Duration.ofSeconds(1))),
                new Gauge(
                    OptionalLong.of(8000),
                    OptionalLong.of(100),
                    Optional.of(Duration.ofSeconds(59)))));
  }
}
