package dev.aether.workflow;

import static dev.aether.testing.Flows.nodes;
import static dev.aether.testing.Flows.plan;
import static dev.aether.testing.Flows.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.llm.RetryPolicy;
import dev.aether.template.Sensitivity;
import dev.aether.testing.Flows;
import dev.aether.workflow.Node.LlmFn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a sound document becomes.
class PlanTest {
  private static List<Integer> dependencies(Plan plan, String id) {
    return plan.node(plan.indexOf(id)).dependencies().stream().boxed().toList();
  }

  private static List<Integer> levels(Plan plan) {
    return plan.nodes().stream().map(PlannedNode::level).toList();
  }

  @Test
  void a_document_without_nodes_is_a_plan() {
    Plan plan = plan("{'nodes': []}");
    assertThat(plan.size()).isZero();
    assertThat(plan.levels()).isZero();
    assertThat(plan.widestLevel(5)).isZero();
    assertThat(plan.indexOf("a")).isEqualTo(-1);
  }

  @Test
  void edges_are_named_and_implied_each_once() {
    Plan plan =
        plan(
            nodes(
                "{'id': 'a', 'prompt': 'p'}",
                "{'id': 'b', 'prompt': 'p'}",
                "{'id': 'c', 'node_type': 'conditional', 'expression':"
                    + " 'node.b.output == \\'x\\' && node[\\'a\\'].output != null'}"
                        .replace("\\'", "\\\""),
                "{'id': 'd', 'prompt': '{{node.b.output}}{{node.b.output.x}}', 'system_prompt':"
                    + " '{{ node.a.output }}', 'dependencies': ['b', 'b'], 'cache_key_inputs':"
                    + " ['e', 'q'], 'when': {'node': 'c', 'is': false}}",
                "{'id': 'e', 'prompt': '{{x}}', 'template_refs': [{'raw': '{{ x }}', 'kind':"
                    + " 'node_output', 'node_id': 'a', 'field': 'output'}]}"));
    assertThat(dependencies(plan, "c")).containsExactlyInAnyOrder(0, 1);
    assertThat(dependencies(plan, "d")).containsExactly(1, 0, 4, 2);
    assertThat(dependencies(plan, "e")).containsExactly(0);
    assertThat(plan.node(3).whenNode()).isEqualTo(2);
    assertThat(levels(plan)).containsExactly(0, 0, 1, 2, 1);
    assertThat(plan.node(0).dependents().stream()).containsExactly(2, 3, 4);
    assertThat(plan.node(0).remaining()).isEqualTo(3);
    assertThat(plan.levelWidth(0)).isEqualTo(2);
  }

  @Test
  void ids_may_contain_dots_and_the_longest_wins() {
    Plan plan =
        plan(
            nodes(
                "{'id': 'a', 'prompt': 'p'}",
                "{'id': 'a.output', 'prompt': 'p'}",
                "{'id': 'x.y', 'prompt': 'p'}",
                "{'id': 'r1', 'prompt': '{{node.a.output.output}}'}",
                "{'id': 'r2', 'prompt': '{{node.a.output.outputs}}'}",
                "{'id': 'r3', 'prompt': '{{node.x.y.output.z}}'}"));
    assertThat(dependencies(plan, "r1")).containsExactly(1);
    assertThat(dependencies(plan, "r2")).containsExactly(0);
    assertThat(dependencies(plan, "r3")).containsExactly(2);
  }

  @Test
  void document_order_need_not_follow_the_edges() {
    Plan plan =
        plan(
            nodes(
                "{'id': 'c', 'prompt': '{{node.b.output}}'}",
                "{'id': 'b', 'prompt': 'p', 'dependencies': ['a']}",
                "{'id': 'a', 'prompt': 'p'}"));
    assertThat(levels(plan)).containsExactly(2, 1, 0);
    assertThat(IntStream.range(0, 3).map(plan::rankByLevel)).containsExactly(2, 1, 0);
  }

  @Test
  void urgency_is_priority_then_the_longer_path_then_the_document() {
    Plan plan =
        plan(
            nodes(
                "{'id': 'a', 'prompt': 'p'}",
                "{'id': 'b', 'prompt': 'p'}",
                "{'id': 'c', 'prompt': 'p', 'dependencies': ['b']}",
                "{'id': 'd', 'prompt': 'p', 'execution_hints': {'priority': 5}}",
                "{'id': 'e', 'prompt': 'p', 'execution_hints': {'priority': -2147483647}}"));
    assertThat(IntStream.range(0, 5).map(plan::rankByUrgency)).containsExactly(2, 1, 3, 0, 4);
  }

  @Test
  void the_smallest_limit_of_a_group_counts() {
    Plan plan =
        plan(
            nodes(
                "{'id': 'a', 'prompt': 'p', 'execution_hints': {'parallel_group': 'g',"
                    + " 'max_concurrency': 3}}",
                "{'id': 'b', 'prompt': 'p', 'execution_hints': {'parallel_group': 'g',"
                    + " 'max_concurrency': 2}}",
                "{'id': 'c', 'prompt': 'p', 'execution_hints': {'parallel_group': 'g'}}",
                "{'id': 'd', 'prompt': 'p', 'execution_hints': {'parallel_group': 'free'}}"));
    assertThat(plan.groups()).containsExactly(new Plan.Group("g", 2));
    assertThat(plan.nodes()).extracting(PlannedNode::group).containsExactly(0, 0, 0, -1);
    assertThat(plan.widestLevel(Integer.MAX_VALUE)).isEqualTo(3);
    assertThat(plan.widestLevel(2)).isEqualTo(2);
  }

  @Test
  void the_widest_level_of_a_long_flow_with_many_groups_is_found_at_once() {
    String[] chain = new String[20_000];
    for (int i = 0; i < chain.length; i++) {
      chain[i] =
          ("{'id': 'n%d', 'prompt': 'p', 'dependencies': [%s], 'execution_hints':"
                  + " {'parallel_group': 'g%d', 'max_concurrency': 1}}")
              .formatted(i, i == 0 ? "" : "'n" + (i - 1) + "'", i);
    }
    assertThat(plan(nodes(chain)).widestLevel(5)).isEqualTo(1);
  }

  @Test
  void a_node_says_everything_that_it_can_say() {
    DagReader.Reading reading =
        read(
            nodes(
                "{'id': 'a', 'name': 'A', 'prompt_template': 't', 'prompt': 'old', 'model': 'm',"
                    + " 'temperature': 0.5, 'max_tokens': 10, 'system_prompt': 's',"
                    + " 'timeout_ms': 1500, 'return_type': 'list<string>', 'output_schema': {},"
                    + " 'fallback_models': ['n'], 'cache': {'mode': 'off', 'ttl_seconds': 60},"
                    + " 'execution_hints': {'retry': {'max_attempts': 5, 'base_delay_ms': 7,"
                    + " 'strategy': 'linear', 'max_delay_ms': 9}, 'error_policy': 'partial'}}"));
    assertThat(reading.defects()).isEmpty();
    assertThat(reading.unknownPointers()).isEmpty();
    Node node = reading.dag().nodes().getFirst();
    assertThat(node.name()).isEqualTo("A");
    assertThat(node.timeout()).hasValue(Duration.ofMillis(1500));
    assertThat(node.returnType()).hasValue("list<string>");
    assertThat(node.hints().errorPolicy()).hasValue(ErrorPolicy.SKIP);
    assertThat(node.hints().retry())
        .hasValue(
            new RetryPolicy(
                5, Duration.ofMillis(7), RetryPolicy.Strategy.LINEAR, Duration.ofMillis(9)));
    assertThat(node.kind())
        .isInstanceOfSatisfying(
            LlmFn.class,
            llm -> {
              assertThat(llm.prompt()).isEqualTo("t");
              assertThat(llm.systemPrompt()).hasValue("s");
              assertThat(llm.model()).hasValue("m");
              assertThat(llm.temperature()).hasValue(0.5);
              assertThat(llm.maxTokens()).hasValue(10);
              assertThat(llm.fallbackModels()).containsExactly("n");
              assertThat(llm.cache().mode()).hasValue(Node.CacheHint.Mode.OFF);
              assertThat(llm.cache().timeToLive()).hasValue(Duration.ofMinutes(1));
            });
  }

  @Test
  void null_is_absence() {
    Plan plan =
        plan(
            nodes(
                "{'id': 'a', 'prompt': 'p', 'name': null, 'temperature': null, 'execution_hints':"
                    + " null, 'dependencies': null, 'when': null, 'template_refs': null}"));
    assertThat(plan.node(0).node().name()).isEqualTo("a");
  }

  @Test
  void metadata_is_kept() {
    Dag.Metadata metadata =
        read("{'nodes': [], 'metadata': {'flow_name': 'f', 'compiler_version': '1',"
                + " 'source_file': 's', 'compiled_at': 'now', 'output_type': 'string',"
                + " 'inputs': [{'name': 'i', 'type': 'int', 'required': true},"
                + " {'name': 'j', 'default_value': [1]}], 'constants': {'C': 'c', 'D': null}}}")
            .dag()
            .metadata();
    assertThat(metadata.flowName()).hasValue("f");
    assertThat(metadata.constants()).containsExactly(java.util.Map.entry("C", "c"));
    assertThat(metadata.inputs())
        .containsExactly(
            new Dag.Input("i", Optional.of("int"), true, Optional.empty()),
            new Dag.Input("j", Optional.empty(), false, Optional.of(Flows.json("[1]"))));
  }

  @Test
  void unknown_members_are_told_each_once_and_do_no_harm() {
    DagReader.Reading reading =
        read(
            "{'x': 1, 'metadata': {'y/z': 1}, 'nodes': [{'id': 'a', 'prompt': 'p', 'colour~': 1,"
                + " 'expression': 'of no use here', 'source_location': {'anything': 1},"
                + " 'execution_hints': {'speed': 9}, 'template_refs': [{'raw': 'r', 'kind':"
                + " 'context', 'provenance': {'line': 1}, 'more': 2}]}]}");
    assertThat(reading.defects()).isEmpty();
    assertThat(reading.unknownPointers())
        .containsExactlyInAnyOrder(
            "/dag/x",
            "/dag/metadata/y~1z",
            "/dag/nodes/0/colour~0",
            "/dag/nodes/0/execution_hints/speed",
            "/dag/nodes/0/template_refs/0/more");
  }

  @ParameterizedTest
  @CsvSource({
    "fail, FAIL",
    "fail_fast, FAIL",
    "skip, SKIP",
    "collect, SKIP",
    "partial, SKIP",
    "retry, RETRY"
  })
  void error_policies_have_other_names(String word, ErrorPolicy policy) {
    assertThat(DagReader.errorPolicies()).containsEntry(word, policy).hasSize(6);
  }

  @Test
  void an_input_takes_its_default_from_the_flow() {
    Plan plan =
        plan(
            "{'metadata': {'inputs': [{'name': 'topic', 'default_value': 'tea'}]},"
                + " 'nodes': [{'id': 'a', 'node_type': 'input', 'name': 'topic'}]}");
    assertThat(plan.node(0).action())
        .isEqualTo(new Action.ReadInput("topic", Optional.of(new Value.Text("tea"))));
  }

  @Test
  void what_comes_from_a_high_value_is_high_unless_the_author_says_otherwise() {
    Plan plan =
        plan(
            nodes(
                "{'id': 'a', 'prompt': '{{x}}', 'template_refs': [{'raw': '{{x}}', 'kind':"
                    + " 'context', 'path': ['x'], 'sensitivity': 'high'}]}",
                "{'id': 'b', 'prompt': '{{node.a.output}}'}",
                "{'id': 'c', 'node_type': 'compute', 'expression': 'node.b.output'}",
                "{'id': 'd', 'node_type': 'output', 'dependencies': ['c']}",
                "{'id': 'e', 'prompt': '{{node.a.output}}', 'output_sensitivity': 'low'}",
                "{'id': 'f', 'prompt': '{{node.a.output}}', 'template_refs': [{'raw':"
                    + " '{{node.a.output}}', 'kind': 'node_output', 'node_id': 'a',"
                    + " 'sensitivity': 'low'}]}",
                "{'id': 'g', 'prompt': 'p', 'dependencies': ['a']}"));
    assertThat(plan.nodes())
        .extracting(PlannedNode::sensitivity)
        .containsExactly(
            Sensitivity.HIGH,
            Sensitivity.HIGH,
            Sensitivity.HIGH,
            Sensitivity.HIGH,
            Sensitivity.LOW,
            Sensitivity.LOW,
            Sensitivity.LOW);
  }

  @Test
  void medium_is_about_the_value_itself() {
    Plan plan =
        plan(
            nodes(
                "{'id': 'a', 'prompt': '{{context.x}}', 'render_policy': {'redact_keys': ['x']}}",
                "{'id': 'b', 'prompt': 'p', 'output_sensitivity': 'medium'}",
                "{'id': 'c', 'prompt': '{{node.b.output}}'}"));
    assertThat(plan.nodes())
        .extracting(PlannedNode::sensitivity)
        .containsExactly(Sensitivity.LOW, Sensitivity.MEDIUM, Sensitivity.LOW);
  }
}
