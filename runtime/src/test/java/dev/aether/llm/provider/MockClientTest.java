package dev.aether.llm.provider;

import static dev.aether.llm.Calls.answer;
import static dev.aether.llm.Calls.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.llm.Call;
import dev.aether.llm.Calls;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.provider.MockScript.Rule;
import dev.aether.testing.Flows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MockClientTest {
  private final List<Duration> waited = new ArrayList<>();

  /// Counts words, spaces included.
  private MockClient client(MockScript script) {
    return new MockClient(
        script, text -> text.isBlank() ? 0 : text.strip().split(" +").length, waited::add);
  }

  private MockClient client(String script) throws Exception {
    return client(MockScriptReader.read(Flows.json(script), Duration.ofMillis(100)));
  }

  private static String text(LlmResult result) {
    return ((Completion) result).text();
  }

  private static LlmRequest limited(String prompt, int tokens) {
    return new LlmRequest(
        "",
        "mock",
        "m",
        Optional.of("two words"),
        prompt,
        OptionalDouble.empty(),
        OptionalInt.of(tokens),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void the_same_request_gets_the_same_answer_from_every_client() throws Exception {
    var one = client(MockScript.taking(Duration.ZERO)).complete(ask("tea?"), Call.PLAIN);
    var two = client(MockScript.taking(Duration.ZERO)).complete(ask("tea?"), Call.PLAIN);
    assertThat(one).isEqualTo(two);
    assertThat(text(one)).contains("of m to: tea?");
  }

  @Test
  void other_requests_get_other_answers() throws Exception {
    MockClient client = client(MockScript.taking(Duration.ZERO));
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      texts.add(text(client.complete(ask("p" + i), Call.PLAIN)));
    }
    texts.add(text(client.complete(ask("p1").to("mock", "m2"), Call.PLAIN)));
    texts.add(text(client.complete(limited("p1", 99), Call.PLAIN)));
    assertThat(texts).hasSize(502);
  }

  @Test
  void a_long_prompt_is_not_repeated() throws Exception {
    String answer =
        text(client(MockScript.taking(Duration.ZERO)).complete(ask("😀".repeat(500)), Call.PLAIN));
    assertThat(answer.length()).isLessThan(150);
    assertThat(answer).endsWith("😀…");
  }

  @Test
  void tokens_are_counted_and_their_limit_is_kept() throws Exception {
    MockClient client = client("{'rules': [{'answer': 'one two three four'}]}");
    var cut = (Completion) client.complete(limited("a b c", 2), Call.PLAIN);
    assertThat(cut.text().strip()).isEqualTo("one two");
    assertThat(cut.finish()).isEqualTo(Finish.LENGTH);
    assertThat(cut.usage().input()).isEqualTo(5);
    assertThat(cut.usage().output()).isEqualTo(2);
    var whole = (Completion) client.complete(limited("a b c", 4), Call.PLAIN);
    assertThat(whole.finish()).isEqualTo(Finish.STOP);
    assertThat(whole.keepable()).isTrue();
  }

  @Test
  void the_first_rule_that_matches_decides() throws Exception {
    MockClient client =
        client(
            "{'rules': [{'prompt': 'exact', 'answer': '1'}, {'pattern': 'b.+t', 'answer': '2'},"
                + " {'answer': '3'}]}");
    assertThat(text(client.complete(ask("exact"), Call.PLAIN))).isEqualTo("1");
    assertThat(text(client.complete(ask("a boat\nx"), Call.PLAIN))).isEqualTo("2");
    assertThat(text(client.complete(ask("b\nt"), Call.PLAIN))).isEqualTo("2");
    assertThat(text(client.complete(ask("exactly"), Call.PLAIN))).isEqualTo("3");
  }

  @Test
  void a_rule_fails_so_many_times() throws Exception {
    MockClient client =
        client("{'rules': [{'pattern': 'x', 'fail': {'times': 2}, 'answer': 'then this'}]}");
    LlmResult failed =
        new NoCompletion(new Unavailable("mock", "scripted: server error", Optional.empty()));
    assertThat(client.complete(ask("x1"), Call.PLAIN)).isEqualTo(failed);
    assertThat(client.complete(ask("other"), Call.PLAIN)).isInstanceOf(Completion.class);
    assertThat(client.complete(ask("x2"), Call.PLAIN)).isEqualTo(failed);
    assertThat(text(client.complete(ask("x3"), Call.PLAIN))).isEqualTo("then this");
    assertThat(waited).hasSize(4);
  }

  @Test
  void a_rule_fails_at_a_rate_and_the_same_way_every_time() throws Exception {
    List<Boolean> first = failures();
    assertThat(failures()).isEqualTo(first);
    assertThat(first.stream().filter(failed -> failed).count()).isBetween(220L, 380L);
  }

  private List<Boolean> failures() throws Exception {
    MockClient client = client("{'rules': [{'fail': {'rate': 0.3, 'seed': 7}}]}");
    List<Boolean> failed = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      failed.add(client.complete(ask("q"), Call.PLAIN) instanceof NoCompletion);
    }
    return failed;
  }

  @Test
  void latency_follows_the_script() throws Exception {
    client(MockScript.taking(Duration.ofMillis(30))).complete(ask("q"), Call.PLAIN);
    assertThat(waited).containsExactly(Duration.ofMillis(30));
    waited.clear();
    MockClient uniform = client("{'latency_ms': {'min': 10, 'max': 20, 'seed': 1}}");
    MockClient normal = client("{'latency_ms': {'mean': 5, 'deviation': 100}}");
    for (int i = 0; i < 200; i++) {
      uniform.complete(ask("q"), Call.PLAIN);
      normal.complete(ask("q"), Call.PLAIN);
    }
    assertThat(waited).noneMatch(Duration::isNegative);
    for (int i = 0; i < waited.size(); i += 2) {
      assertThat(waited.get(i)).isBetween(Duration.ofMillis(10), Duration.ofMillis(20));
    }
    assertThat(new HashSet<>(waited)).hasSizeGreaterThan(200);
  }

  @Test
  void a_streamed_answer_comes_word_by_word_in_the_same_time() throws Exception {
    MockClient client =
        client(
            "{'latency_ms': 100, 'first_token_ms': 40, 'rules': [{'answer': 'one two three four'}]}");
    List<String> said = new ArrayList<>();
    var whole = client.complete(ask("q"), Calls.streaming(Call.PLAIN, said::add));
    assertThat(said).containsExactly("one ", "two ", "three ", "four");
    assertThat(text(whole)).isEqualTo(String.join("", said));
    assertThat(waited.getFirst()).isEqualTo(Duration.ofMillis(40));
    assertThat(waited.stream().reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void a_first_token_that_takes_longer_than_the_answer_does_no_harm() throws Exception {
    MockClient client = client("{'latency_ms': 10, 'first_token_ms': 40}");
    client.complete(ask("q"), Calls.streaming(Call.PLAIN, _ -> {}));
    assertThat(waited).noneMatch(Duration::isNegative);
  }

  @Test
  void a_rule_that_only_fails_can_be_built_by_hand() throws Exception {
    var fault =
        new MockScript.Fault(
            new Unavailable("mock", "x", Optional.empty()), OptionalInt.of(1), 1, 0);
    var rule =
        new Rule(
            new MockScript.Anything(), Optional.of("ok"), Optional.empty(), Optional.of(fault));
    var script =
        new MockScript(new MockScript.Fixed(Duration.ZERO), Optional.empty(), List.of(rule));
    MockClient client = client(script);
    assertThat(client.complete(ask("q"), Call.PLAIN)).isInstanceOf(NoCompletion.class);
    assertThat(text(client.complete(ask("q"), Call.PLAIN))).isEqualTo(answer("ok").text());
  }
}
