package dev.aether.workflow;

import static dev.aether.testing.Flows.nodes;
import static dev.aether.testing.Flows.plan;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which outputs something from outside goes into.
class TaintTest {
  private static final String OUTSIDE = "{'id': 'web', 'prompt': 'Read {{context.page}}'}";
  private static final String INSIDE = "{'id': 'own', 'prompt': 'Name a fruit'}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'prompt': 'Name a fruit'                                              | false
          'prompt': 'About {{topic}}'                                           | true
          'prompt': 'About {{node.web.output}}'                                 | true
          'prompt': 'About {{node.own.output}}'                                 | false
          'prompt': 'p', 'system_prompt': 'For {{context.user}}'                | true
          'prompt': 'p', 'dependencies': ['web']                                | false
          'prompt': 'p {{const.TONE}}'                                          | false
          'node_type': 'input', 'name': 'topic'                                 | true
          'node_type': 'compute', 'expression': '1 + 1'                         | false
          'node_type': 'compute', 'expression': 'context.n + 1'                 | true
          'node_type': 'compute', 'expression': 'input.n + 1'                   | true
          'node_type': 'compute', 'expression': 'size(node.own.output)'         | false
          'node_type': 'conditional', 'expression': 'node.web.output == ""'     | true
          'node_type': 'compute', 'prompt': '{{node.web.output}}'               | true
          'node_type': 'output', 'dependencies': ['web']                        | true
          'node_type': 'output', 'dependencies': ['own']                        | false
          """)
  void an_output_is_tainted_if_anything_that_went_in_was(String members, boolean tainted) {
    Plan plan =
        plan(
            "{'metadata': {'constants': {'TONE': 'dry'}}, 'nodes': [%s, %s, {'id': 'x', %s}]}"
                .formatted(OUTSIDE, INSIDE, members.replace("\"\"", "\\\"\\\"")));
    assertThat(plan.node(plan.indexOf("x")).tainted()).isEqualTo(tainted);
  }

  @Test
  void taint_goes_through_any_number_of_nodes() {
    Plan plan =
        plan(
            nodes(
                "{'id': 'd', 'prompt': '{{node.c.output}}'}",
                "{'id': 'c', 'node_type': 'compute', 'expression': 'node.b.output + 1'}",
                "{'id': 'b', 'prompt': '{{node.web.output}}'}",
                OUTSIDE,
                INSIDE));
    assertThat(plan.nodes().stream().filter(PlannedNode::tainted).map(PlannedNode::id))
        .containsExactlyInAnyOrder("d", "c", "b", "web");
  }
}
