package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.llm.CallEvent.HeadersArrived;
import dev.aether.llm.LlmFailure.Refused;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Behaviour.Fault;
import dev.aether.testing.Behaviour.Stop;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every provider's client has to do, whole and streamed. A new provider extends this and
/// teaches the stand-in its dialect.
abstract class ProviderClientContract extends ProviderFailureContract {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answers_with_the_text_the_usage_and_the_vendors_name_for_it(boolean streaming)
      throws Exception {
    vendor.then(Behaviour.say("one two three"));

    var answer = (Completion) ask(request("please count to three"), streaming);

    assertThat(answer.text()).isEqualTo("one two three");
    assertThat(answer.usage()).isEqualTo(Usage.of(4, 3));
    assertThat(answer.finish()).isEqualTo(Finish.STOP);
    assertThat(answer.provider()).isEqualTo(provider());
    assertThat(answer.model()).isEqualTo(model());
    assertThat(answer.responseId()).isPresent();
    assertThat(answer.warnings()).isEmpty();
    assertThat(vendor.log().getLast().streaming()).isEqualTo(streaming);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void passes_text_on_in_order(boolean streaming) throws Exception {
    vendor.then(Behaviour.say("täglich grüßt «ein» 🦫 the marmot"));

    ask(request("x"), streaming);

    assertThat(String.join("", said)).isEqualTo("täglich grüßt «ein» 🦫 the marmot");
    assertThat(said.size()).isEqualTo(streaming ? 6 : 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sends_every_part_of_the_request(boolean streaming) throws Exception {
    var whole =
        new LlmRequest(
            "",
            provider(),
            model(),
            Optional.of("be brief"),
            "say \"hi\"\n",
            OptionalDouble.of(0.5),
            OptionalInt.of(77),
            Optional.empty(),
            Optional.empty());

    var answer = (Completion) ask(whole, streaming);

    assertThat(answer.text()).isEqualTo("say \"hi\"\n");
    assertThat(body().get("model")).isEqualTo(new Value.Text(model()));
    assertThat(body().get("temperature")).isEqualTo(new Value.Num("0.5"));
    assertThat(body().toString()).contains("be brief").contains("77");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_truncated_answer_says_so(boolean streaming) throws Exception {
    LlmRequest plain = request("one two three four");
    var limited =
        new LlmRequest(
            "",
            provider(),
            model(),
            Optional.empty(),
            plain.prompt(),
            OptionalDouble.empty(),
            OptionalInt.of(2),
            Optional.empty(),
            Optional.empty());

    var answer = (Completion) ask(limited, streaming);

    assertThat(answer.text()).isEqualTo("one two ");
    assertThat(answer.finish()).isEqualTo(Finish.LENGTH);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_full_context_window_is_a_truncation(boolean streaming) throws Exception {
    vendor.then(Behaviour.say("so far").stopping(Stop.WINDOW));

    assertThat(((Completion) ask(request("x"), streaming)).finish()).isEqualTo(Finish.LENGTH);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_unknown_stop_reason_is_told(boolean streaming) throws Exception {
    vendor.then(Behaviour.say("so far").stopping(Stop.STRANGE));

    var answer = (Completion) ask(request("x"), streaming);

    assertThat(answer.keepable()).isFalse();
    assertThat(answer.warnings()).singleElement().asString().contains("eclipse");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_refusal_is_no_answer_but_is_paid_for(boolean streaming) throws Exception {
    vendor.then(Behaviour.say("I will not").stopping(Stop.REFUSAL));

    var refused = (NoCompletion) ask(request("make trouble"), streaming);

    assertThat(refused.failure()).isInstanceOf(Refused.class);
    assertThat(refused.spent().usage()).isEqualTo(Usage.of(2, 3));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void names_the_request_to_whoever_listens(boolean streaming) throws Exception {
    ask(request("x"), streaming);

    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            HeadersArrived.class,
            arrived -> {
              assertThat(arrived.status()).isEqualTo(200);
              assertThat(arrived.requestId()).contains("req_standin");
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void connections_are_used_again(boolean streaming) throws Exception {
    for (int i = 0; i < 5; i++) {
      ask(request("x"), streaming);
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }
    vendor.then(Behaviour.fail(500, "api_error"));
    failure(streaming);
    ask(request("x"), streaming);

    assertThat(vendor.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_connection_that_the_server_closed_silently_is_not_used(boolean streaming)
      throws Exception {
    vendor.then(Behaviour.ECHO.with(Fault.CLOSE_AFTERWARDS));
    ask(request("x"), streaming);
    vendor.closedAfterwards().await();
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());

    assertThat(ask(request("y"), streaming)).isInstanceOf(Completion.class);
    assertThat(vendor.log()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_old_connection_is_not_used(boolean streaming) throws Exception {
    ask(request("x"), streaming);
    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    ask(request("x"), streaming);

    assertThat(vendor.connections()).isEqualTo(2);
  }
}
