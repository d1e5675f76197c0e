package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.llm.LlmFailure;
import dev.aether.llm.provider.MockScript.Fixed;
import dev.aether.llm.provider.MockScript.Normal;
import dev.aether.llm.provider.MockScript.Uniform;
import dev.aether.llm.provider.MockScriptReader.InvalidScript;
import dev.aether.testing.Flows;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MockScriptReaderTest {
  private static MockScript read(String script) throws InvalidScript {
    return MockScriptReader.read(Flows.json(script), Duration.ofMillis(7));
  }

  @Test
  void an_empty_script_takes_the_usual_time() throws Exception {
    assertThat(read("{}")).isEqualTo(MockScript.taking(Duration.ofMillis(7)));
  }

  @Test
  void latencies_are_fixed_or_distributed() throws Exception {
    assertThat(read("{'latency_ms': 1.5}").latency())
        .isEqualTo(new Fixed(Duration.ofNanos(1_500_000)));
    assertThat(read("{'latency_ms': {'min': 1, 'max': 2, 'seed': 3}}").latency())
        .isEqualTo(new Uniform(Duration.ofMillis(1), Duration.ofMillis(2), 3));
    assertThat(read("{'latency_ms': {'mean': 4}}").latency())
        .isEqualTo(new Normal(Duration.ofMillis(4), Duration.ZERO, 0));
    assertThat(read("{'first_token_ms': 2}").firstToken()).hasValue(Duration.ofMillis(2));
    assertThat(read("{'rules': [{'latency_ms': 9}]}").rules().getFirst().latency())
        .hasValue(new Fixed(Duration.ofMillis(9)));
  }

  @ParameterizedTest
  @CsvSource({
    "rate_limited, provider_rate_limited, true",
    "quota, provider_rate_limited, false",
    "timeout, provider_timeout, true",
    "unavailable, provider_error, true",
    "overloaded, provider_error, true",
    "connection, provider_error, true",
    "auth, provider_auth, false",
    "rejected, provider_error, false",
    "refused, refused, false",
  })
  void every_kind_of_failure_can_be_played(String kind, String code, boolean retryable)
      throws Exception {
    LlmFailure failure =
        read("{'rules': [{'fail': {'kind': '%s', 'times': 2, 'retry_after_ms': 50}}]}"
                .formatted(kind))
            .rules()
            .getFirst()
            .fault()
            .map(MockScript.Fault::failure)
            .orElseThrow();
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.retryable()).isEqualTo(retryable);
    assertThat(failure.patience()).isIn(Optional.empty(), Optional.of(Duration.ofMillis(50)));
    assertThat(failure.sentence()).isNotBlank();
  }

  @Test
  void a_fault_is_for_ever_and_always_unless_it_says_otherwise() throws Exception {
    MockScript.Fault fault =
        read("{'rules': [{'fail': {}}]}").rules().getFirst().fault().orElseThrow();
    assertThat(fault.times()).isEqualTo(OptionalInt.empty());
    assertThat(fault.rate()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                    | script: expected an object, found an array
          {'latency': 5}                        | script: unknown member 'latency'; known are [first_token_ms, latency_ms, rules]
          {'latency_ms': 'fast'}                | script.latency_ms: expected a number of at least 0, found a string
          {'latency_ms': -1}                    | script.latency_ms: expected a number of at least 0, found a number
          {'latency_ms': {'min': 1}}            | script.latency_ms needs 'max' or 'mean'
          {'latency_ms': {'min': 3, 'max': 1}}  | script.latency_ms: 'min' is above 'max'
          {'rules': {}}                         | script.rules: expected an array, found an object
          {'rules': [5]}                        | rules[0]: expected an object, found a number
          {'rules': [{}, {'prompt': 5}]}        | rules[1].prompt: expected a string, found a number
          {'rules': [{'pattern': '('}]}         | rules[0].pattern: Unclosed group
          {'rules': [{'prompt': 'a', 'pattern': 'b'}]} | rules[0]: give 'prompt' or 'pattern', not both
          {'rules': [{'fail': true}]}           | rules[0].fail: expected an object, found a boolean
          {'rules': [{'fail': {'kind': 'odd'}}]} | rules[0].fail.kind: 'odd' is not one of auth, connection, overloaded, quota, rate_limited, refused, rejected, timeout, unavailable
          {'rules': [{'fail': {'rate': 2}}]}    | rules[0].fail.rate: expected a share from 0 to 1
          """)
  void a_file_that_is_no_script_is_refused_with_its_place(String script, String message) {
    assertThatThrownBy(() -> read(script)).isInstanceOf(InvalidScript.class).hasMessage(message);
  }
}
