package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.CompactJson;
import dev.aether.json.JsonText;
import dev.aether.llm.Asking;
import dev.aether.llm.CallEvent.HeadersArrived;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure.Refused;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.RateSignals;
import dev.aether.llm.RateSignals.Gauge;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Behaviour.Fault;
import dev.aether.testing.Behaviour.Stop;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiClientTest extends ProviderClientContract {
  @Override
  String provider() {
    return "openai";
  }

  @Override
  String model() {
    return "gpt-4o-mini";
  }

  @Override
  URI base() {
    return vendor.openAi();
  }

  @Override
  String secret() {
    return "sk-proj-very-secret";
  }

  @Override
  LlmClient client(Endpoint endpoint, ClientTools tools) {
    return new OpenAiClient(endpoint, Quirks.NONE, tools);
  }

  @Override
  int overloaded() {
    return 503;
  }

  private LlmResult ask(Quirks quirks, LlmRequest request, boolean streaming) throws Exception {
    try (var client =
        new OpenAiClient(
            new Endpoint("vllm", vendor.openAi(), Optional.of(new ApiKey("sk-x"))),
            quirks,
            new ClientTools(
                JsonText.JSON, text -> text.split(" ").length, () -> NOW, nanos::get))) {
      return client.complete(request, call(streaming));
    }
  }

  private LlmRequest full(String schema) {
    return new LlmRequest(
        "",
        "openai",
        "gpt-4o",
        Optional.of("be brief"),
        "hello",
        OptionalDouble.of(1),
        OptionalInt.of(9),
        Optional.of(Asking.object(schema)),
        Optional.empty());
  }

  @Test
  void the_request_is_worded_as_openai_wants_it() throws Exception {
    ask(full("{\"type\":\"object\"}"), true);

    assertThat(vendor.log().getLast().path()).isEqualTo("/v1/chat/completions");
    assertThat(CompactJson.of(vendor.log().getLast().body()))
        .isEqualTo(
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"system\",\"content\":\"be brief\"},"
                + "{\"role\":\"user\",\"content\":\"hello\"}],\"temperature\":1,"
                + "\"max_completion_tokens\":9,\"response_format\":{\"type\":\"json_schema\","
                + "\"json_schema\":{\"name\":\"output\",\"schema\":{\"type\":\"object\"},"
                + "\"strict\":false}},\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
  }

  @Test
  void a_closed_schema_is_sent_as_strict() throws Exception {
    ask(
        full(
            """
            {"type": "object", "properties": {"a": {"type": "string"}},
             "required": ["a"], "additionalProperties": false}\
            """),
        false);

    assertThat(CompactJson.of(vendor.log().getLast().body())).contains("\"strict\":true");
  }

  @Test
  void other_servers_are_asked_in_their_own_words() throws Exception {
    var old = new Quirks(Quirks.TokenLimit.MAX_TOKENS, false, false, Quirks.Structure.JSON_OBJECT);

    var answer = (Completion) ask(old, full("{}"), true);

    assertThat(body()).containsKey("max_tokens").doesNotContainKey("stream_options");
    assertThat(CompactJson.of(vendor.log().getLast().body()))
        .contains("{\"role\":\"user\",\"content\":\"be brief\\n\\nhello\"}")
        .contains("{\"type\":\"json_object\"}")
        .doesNotContain("system");
    assertThat(answer.usage().estimated()).isTrue();

    ask(
        new Quirks(Quirks.TokenLimit.MAX_TOKENS, true, true, Quirks.Structure.NOTHING),
        full("{}"),
        false);
    assertThat(body()).doesNotContainKey("response_format");
  }

  @Test
  void reasoning_models_refuse_a_temperature() throws Exception {
    LlmRequest warm = full("{}").to("openai", "o3-mini");

    assertThat(((NoCompletion) ask(warm, false)).failure().sentence()).contains("HTTP 400");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cached_and_reasoning_tokens_are_parts_of_their_wholes(boolean streaming) throws Exception {
    LlmRequest cacheable =
        new LlmRequest(
            "",
            "openai",
            "gpt-4o",
            Optional.of("w ".repeat(1500)),
            "two words",
            OptionalDouble.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty());
    vendor.then(Behaviour.say("one two"), Behaviour.say("one two").thinking(40));

    assertThat(((Completion) ask(cacheable, streaming)).usage()).isEqualTo(Usage.of(1502, 2));
    assertThat(((Completion) ask(cacheable, streaming)).usage())
        .isEqualTo(new Usage(1502, 1408, 0, 42, 40, false));
  }

  @Test
  void a_stream_that_is_cut_after_its_last_word_is_an_answer() throws Exception {
    vendor.then(Behaviour.say("one two three").with(Fault.CUT_BEFORE_USAGE));

    var answer = (Completion) ask(request("please count"), true);

    assertThat(answer.text()).isEqualTo("one two three");
    assertThat(answer.usage()).isEqualTo(new Usage(2, 0, 0, 3, 0, true));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_content_filter_is_a_refusal(boolean streaming) throws Exception {
    vendor.then(
        Behaviour.say("so").stopping(Stop.FILTER),
        Behaviour.fail(400, "invalid_request_error").saying("content_filter"));

    assertThat(failure(streaming)).isInstanceOf(Refused.class);
    assertThat(failure(streaming)).isInstanceOf(Refused.class);
  }

  @Test
  void what_is_left_of_the_limits_is_read_from_the_headers() throws Exception {
    vendor.then(
        Behaviour.ECHO
            .header("x-ratelimit-limit-requests", "10000")
            .header("x-ratelimit-remaining-requests", "9999")
            .header("x-ratelimit-reset-requests", "12ms")
            .header("x-ratelimit-limit-tokens", "200000")
            .header("x-ratelimit-remaining-tokens", "5")
            .header("x-ratelimit-reset-tokens", "6m0s"));

    ask(request("x"), false);

    assertThat(((HeadersArrived) events.getFirst()).rates())
        .isEqualTo(
            new RateSignals(
                new Gauge(
                    OptionalLong.of(10000),
                    OptionalLong.of(9999),
                    Optional.of(Duration.ofMillis(12))),
                new Gauge(
                    OptionalLong.of(200000),
                    OptionalLong.of(5),
                    Optional.of(Duration.ofMinutes(6)))));
  }

  @ParameterizedTest
  @CsvSource({"6m0s, 360000", "12ms, 12", "1h2m3.5s, 3723500", "1d, 86400000", "0s, 0"})
  void durations_are_read_as_go_writes_them(String text, long millis) {
    assertThat(ReplyHeaders.duration(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "5", "1x", "1s!", "s"})
  void what_is_no_duration_is_none(String text) {
    assertThat(ReplyHeaders.duration(text)).isEmpty();
  }
}
