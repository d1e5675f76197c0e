package dev.aether.engine;

import static dev.aether.testing.Flows.nodes;
import static dev.aether.testing.Flows.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cache.CacheKey;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.Report.NodeReport;
import dev.aether.engine.Report.State;
import dev.aether.json.JsonText;
import dev.aether.llm.Call;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.Call.Privacy;
import dev.aether.llm.CallEvent;
import dev.aether.llm.Calls;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure.TimedOut;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.Models;
import dev.aether.llm.RetryPolicy;
import dev.aether.template.Sensitivity;
import dev.aether.testing.Flows;
import dev.aether.workflow.ErrorPolicy;
import dev.aether.workflow.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whole flows of all kinds of nodes, with a model that repeats its prompt.
@Timeout(30)
class NodePipelineTest {
  private static final String CONTEXT = "{'topic': 'tea', 'n': 2, 'secret': 's3cret'}";

  private final Map<String, LlmRequest> requests = new LinkedHashMap<>();
  private final Map<String, Call> calls = new LinkedHashMap<>();
  private LlmClient model = (request, _) -> Calls.answer("<" + request.prompt() + ">");

  private synchronized LlmResult complete(LlmRequest request, Call call)
      throws InterruptedException {
    requests.put(request.prompt(), request);
    calls.put(request.prompt(), call);
    call.listener()
        .accept(new CallEvent.AttemptStarted(request, call.streaming(), call.trace().get()));
    return model.complete(request, call);
  }

  private Report run(String document, RunOptions options) {
    Models models = model -> new Models.Route("mock", model.orElse("usual"), Optional.empty());
    var engine =
        new Engine(
            new NodePipeline(models, this::complete),
            JsonText.JSON,
            () -> "e",
            () -> Instant.EPOCH,
            System::nanoTime);
    Plan plan = Flows.plan(document);
    return engine.run(plan, object(CONTEXT), options);
  }

  private Report run(String... nodes) {
    return run(nodes(nodes), RunOptions.DEFAULT);
  }

  private Call call(String prompt) {
    return Objects.requireNonNull(calls.get(prompt), prompt);
  }

  private LlmRequest request(String prompt) {
    return Objects.requireNonNull(requests.get(prompt), prompt);
  }

  private static NodeReport node(Report report, String id) {
    return report.nodes().get(report.plan().indexOf(id));
  }

  private static String text(Report report, String id) {
    NodeReport node = node(report, id);
    return node.output()
        .map(NodeOutput::text)
        .orElseThrow(() -> new AssertionError(node.state() + " " + node.error()));
  }

  private static NodeError error(Report report, String id) {
    return node(report, id).error().orElseThrow();
  }

  @Test
  void every_kind_of_node_does_what_it_says() {
    Report report =
        run(
            "{'id': 'in', 'node_type': 'input', 'name': 'topic'}",
            "{'id': 'ask', 'prompt': 'About {{node.in.output}}', 'system_prompt': 'n={{n}}',"
                + " 'model': 'big', 'temperature': 0, 'max_tokens': 9, 'return_type': 'string'}",
            "{'id': 'sum', 'node_type': 'compute', 'expression':"
                + " '[context.n + 1, size(node.ask.output)]'}",
            "{'id': 'say', 'node_type': 'compute', 'prompt': '{{node.sum.output.0}} of"
                + " {{node.sum.output}}'}",
            "{'id': 'out', 'node_type': 'output', 'dependencies': ['say']}");
    assertThat(text(report, "in")).isEqualTo("tea");
    assertThat(text(report, "ask")).isEqualTo("<About tea>");
    assertThat(text(report, "sum")).isEqualTo("[3,11]");
    assertThat(text(report, "out")).isEqualTo("3 of [3,11]");
    assertThat(report.output().map(NodeOutput::text)).hasValue("3 of [3,11]");
    LlmRequest request = request("About tea");
    assertThat(request)
        .isEqualTo(
            new LlmRequest(
                "",
                "mock",
                "big",
                Optional.of("n=2"),
                "About tea",
                OptionalDouble.of(0),
                OptionalInt.of(9),
                Optional.empty(),
                Optional.of("string")));
    assertThat(report.usage().total()).isEqualTo(7);
    assertThat(node(report, "ask").attempts()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"true, yes, no", "false, no, yes"})
  void a_join_takes_whichever_branch_was_taken(boolean decision, String taken, String other) {
    Report report =
        run(
            "{'id': 'if', 'node_type': 'conditional', 'expression': '%s'}".formatted(decision),
            "{'id': 'yes', 'prompt': 'y', 'when': {'node': 'if', 'is': true}}",
            "{'id': 'no', 'prompt': 'n', 'when': {'node': 'if', 'is': false}}",
            "{'id': 'after_no', 'prompt': '{{node.no.output}}'}",
            "{'id': 'join', 'prompt': '[{{node.yes.output}}{{node.after_no.output}}]'}",
            "{'id': 'out', 'node_type': 'output', 'dependencies': ['join']}");
    assertThat(report.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(report.aborted()).isFalse();
    assertThat(node(report, taken).state()).isEqualTo(State.SUCCEEDED);
    assertThat(node(report, other).skipReason()).hasValue(SkipReason.BRANCH_NOT_TAKEN);
    assertThat(node(report, other).becauseOf()).hasValue("if");
    assertThat(node(report, "after_no").state())
        .isEqualTo(decision ? State.SKIPPED : State.SUCCEEDED);
    assertThat(report.output().map(NodeOutput::text)).hasValue(decision ? "<[<y>]>" : "<[<<n>>]>");
  }

  @Test
  void a_join_with_nothing_to_join_is_skipped() {
    Report report =
        run(
            "{'id': 'if', 'node_type': 'conditional', 'expression': 'false'}",
            "{'id': 'a', 'prompt': 'a', 'when': {'node': 'if', 'is': true}}",
            "{'id': 'b', 'prompt': 'b', 'when': {'node': 'if', 'is': true}}",
            "{'id': 'join', 'prompt': 'j', 'dependencies': ['a', 'b']}",
            "{'id': 'beside', 'prompt': 'k', 'dependencies': ['a', 'if']}");
    assertThat(node(report, "join").skipReason()).hasValue(SkipReason.BRANCH_NOT_TAKEN);
    assertThat(node(report, "beside").state()).isEqualTo(State.SUCCEEDED);
  }

  @Test
  void a_conditional_decides_between_true_and_false_only() {
    Report report = run("{'id': 'if', 'node_type': 'conditional', 'expression': 'context.topic'}");
    assertThat(error(report, "if").sentence())
        .isEqualTo("the expression of a conditional must be true or false, it is a string");
    assertThat(error(report, "if").code()).isEqualTo("expression_error");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'id': 'x', 'prompt': '{{gone}}'} | missing_reference | gone
          {'id': 'x', 'prompt': 'p', 'system_prompt': '{{gone}}'} | missing_reference | gone
          {'id': 'x', 'node_type': 'compute', 'prompt': '{{gone}}'} | missing_reference | gone
          {'id': 'x', 'node_type': 'input', 'name': 'gone'} | missing_reference | 'gone'
          {'id': 'x', 'node_type': 'compute', 'expression': 'context.gone + 1'} | expression_error | not there
          {'id': 'x', 'prompt': '{{n}}', 'render_policy': {'allowed_context_keys': ['m']}} | context_key_not_allowed | {{n}}
          {'id': 'x', 'prompt': '{{topic}}', 'render_policy': {'max_value_length': 1}} | value_too_long | 3
          """)
  void failures_before_a_call_are_values(String node, String code, String part) {
    Report report = run(node);
    assertThat(error(report, "x").code()).isEqualTo(code);
    assertThat(error(report, "x").sentence()).contains(part).doesNotContain("s3cret");
    assertThat(requests).isEmpty();
  }

  @Test
  void a_failed_call_is_told_with_its_prompt() {
    model = (_, _) -> new NoCompletion(new Unavailable("mock", "down", Optional.empty()));
    Report report = run("{'id': 'x', 'prompt': 'p'}");
    assertThat(error(report, "x").code()).isEqualTo("provider_error");
    assertThat(node(report, "x").details().prompt()).isPresent();
  }

  @Test
  void the_limit_of_a_node_is_its_own_and_that_of_the_server_is_the_providers() {
    model =
        (_, call) ->
            new NoCompletion(
                new TimedOut("mock", call.attemptLimit().orElse(Duration.ofMinutes(1))));
    Report report =
        run(
            nodes("{'id': 'x', 'prompt': 'p', 'timeout_ms': 50}", "{'id': 'y', 'prompt': 'q'}"),
            skipping());
    assertThat(error(report, "x").code()).isEqualTo("node_timeout");
    assertThat(error(report, "y").code()).isEqualTo("provider_timeout");
  }

  private static RunOptions skipping() {
    return new RunOptions(
        false, 8, Optional.empty(), Optional.of(ErrorPolicy.SKIP), Mode.DEFAULT, false, "");
  }

  @Test
  void retries_are_of_the_node_or_of_the_policy() {
    run(
        "{'id': 'a', 'prompt': 'a', 'execution_hints': {'retry': {'max_attempts': 7}}}",
        "{'id': 'b', 'prompt': 'b', 'execution_hints': {'error_policy': 'retry'}}",
        "{'id': 'c', 'prompt': 'c'}");
    assertThat(call("a").retry().maxAttempts()).isEqualTo(7);
    assertThat(call("b").retry()).isEqualTo(RetryPolicy.DEFAULT);
    assertThat(call("c").retry()).isEqualTo(RetryPolicy.NONE);
  }

  @Test
  void what_a_high_value_touches_is_never_cached() {
    String ref =
        ", 'template_refs': [{'raw': '{{secret}}', 'kind': 'context', 'sensitivity': 'high'}]}";
    Report report =
        run(
            "{'id': 'a', 'prompt': '{{secret}}'" + ref,
            "{'id': 'b', 'prompt': 'b {{node.a.output}}'}",
            "{'id': 'c', 'prompt': 'c', 'system_prompt': '{{secret}}'" + ref,
            "{'id': 'd', 'prompt': 'd', 'output_sensitivity': 'high'}",
            "{'id': 'e', 'prompt': 'e', 'cache': {'mode': 'off', 'ttl_seconds': 5}}");
    assertThat(calls).hasSize(5);
    calls.forEach((prompt, call) ->
        assertThat(call.cache().privacy())
            .as(prompt)
            .isEqualTo(prompt.equals("e") ? Privacy.SHAREABLE : Privacy.PRIVATE));
    assertThat(call("e").cache().mode()).isEqualTo(Mode.BYPASS);
    assertThat(call("e").cache().timeToLive()).hasValue(Duration.ofSeconds(5));
    assertThat(node(report, "b").output().orElseThrow().sensitivity()).isEqualTo(Sensitivity.HIGH);
  }

  @Test
  void an_output_that_is_passed_on_is_as_sensitive_as_its_own_node_says() {
    Report report =
        run(
            "{'id': 'a', 'prompt': 'a'}",
            "{'id': 'b', 'node_type': 'output', 'dependencies': ['a'],"
                + " 'output_sensitivity': 'high'}");
    assertThat(report.output().orElseThrow()).isEqualTo(NodeOutput.text("<a>", Sensitivity.HIGH));
  }

  @Test
  void two_nodes_that_name_the_same_values_ask_two_questions() {
    run(
        "{'id': 'a', 'prompt': 'Sum up {{topic}} at {{n}}', 'cache_key_inputs': ['topic']}",
        "{'id': 'b', 'prompt': 'Translate {{topic}} at {{n}}', 'cache_key_inputs':"
            + " ['context.topic']}");
    CacheKey[] keys =
        requests.entrySet().stream()
            .map(e -> CacheKey.of(e.getValue(), call(e.getKey()).cache()))
            .toArray(CacheKey[]::new);
    assertThat(keys[0]).isNotEqualTo(keys[1]);
  }

  @Test
  void a_call_knows_its_tenant_and_how_much_time_is_left() {
    var options =
        new RunOptions(
            false, 1, Optional.of(Duration.ofHours(1)), Optional.empty(), Mode.ONLY, true, "acme");
    run(nodes("{'id': 'a', 'prompt': 'p', 'timeout_ms': 9, 'fallback_models': ['z']}"), options);
    assertThat(request("p").tenant()).isEqualTo("acme");
    Call call = call("p");
    assertThat(call.deadline().remaining().orElseThrow()).isLessThanOrEqualTo(Duration.ofHours(1));
    assertThat(call.attemptLimit()).hasValue(Duration.ofMillis(9));
    assertThat(call.fallbackModels()).containsExactly("z");
    assertThat(call.streaming()).isTrue();
    assertThat(call.cache().mode()).isEqualTo(Mode.ONLY);
  }
}
