package dev.aether.workflow;

import static dev.aether.testing.Flows.defects;
import static dev.aether.testing.Flows.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that a document is refused for: place, code, and what to change.
class DefectsTest {
  private static final String A = "{'id': 'a', 'prompt': 'p'}";

  @Test
  void two_nodes_with_one_id() {
    assertThat(defects(nodes(A, "{'id': 'b', 'prompt': 'p'}", A)))
        .containsExactly(
            "/dag/nodes/2/id duplicate_node: the id 'a' is taken by node 0 already; give each node"
                + " its own id");
  }

  @Test
  void a_dependency_that_is_no_node() {
    assertThat(
            defects(
                nodes(
                    "{'id': 'summary', 'prompt': 'p'}",
                    "{'id': 'b', 'prompt': 'p', 'dependencies': ['summary', 'sumary', 'moon']}")))
        .containsExactly(
            "/dag/nodes/1/dependencies/1 unknown_dependency: no node has the id 'sumary'; did you"
                + " mean 'summary'?",
            "/dag/nodes/1/dependencies/2 unknown_dependency: no node has the id 'moon'");
  }

  @Test
  void a_template_that_reads_no_node() {
    assertThat(
            defects(
                nodes(
                    "{'id': 'first', 'prompt': 'p'}",
                    "{'id': 'b', 'prompt_template': '{{node.frist.output}} {{node.q.output.x}}',"
                        + " 'system_prompt': '{{node.r.output}}'}")))
        .containsExactly(
            "/dag/nodes/1/prompt_template unknown_dependency: no node has the id 'frist'; did you"
                + " mean 'first'?",
            "/dag/nodes/1/prompt_template unknown_dependency: no node has the id 'q'",
            "/dag/nodes/1/system_prompt unknown_dependency: no node has the id 'r'");
  }

  @Test
  void a_template_ref_or_expression_that_reads_no_node() {
    assertThat(
            defects(
                nodes(
                    "{'id': 'a', 'prompt': '{{x}}', 'template_refs': [{'raw': '{{x}}',"
                        + " 'kind': 'node_output', 'node_id': 'gone'}]}",
                    "{'id': 'b', 'node_type': 'compute', 'expression': 'node.lost.output'}",
                    "{'id': 'c', 'prompt': 'p', 'when': {'node': 'nowhere', 'is': true}}")))
        .containsExactly(
            "/dag/nodes/0/prompt unknown_dependency: no node has the id 'gone'",
            "/dag/nodes/1/expression unknown_dependency: no node has the id 'lost'",
            "/dag/nodes/2/when/node unknown_dependency: no node has the id 'nowhere'");
  }

  @Test
  void a_cycle_is_spelled_out() {
    assertThat(
            defects(
                nodes(
                    "{'id': 'a', 'prompt': 'p', 'dependencies': ['b']}",
                    "{'id': 'b', 'prompt': '{{node.c.output}}'}",
                    "{'id': 'c', 'node_type': 'compute', 'expression': 'node.a.output'}",
                    "{'id': 'behind', 'prompt': 'p', 'dependencies': ['a']}")))
        .containsExactly(
            "/dag/nodes/0/dependencies dag_cycle: these nodes wait for each other: a -> b -> c ->"
                + " a; remove one of the dependencies");
  }

  @Test
  void a_node_that_waits_for_itself() {
    assertThat(defects(nodes("{'id': 'a', 'prompt': '{{node.a.output}}'}")))
        .containsExactly(
            "/dag/nodes/0 dag_cycle: these nodes wait for each other: a -> a; remove one of the"
                + " dependencies");
  }

  @Test
  void every_cycle_is_found() {
    assertThat(
            defects(
                nodes(
                    "{'id': 'a', 'prompt': 'p', 'dependencies': ['b']}",
                    "{'id': 'b', 'prompt': 'p', 'dependencies': ['a']}",
                    "{'id': 'c', 'prompt': 'p', 'dependencies': ['d', 'a']}",
                    "{'id': 'd', 'prompt': 'p', 'dependencies': ['c']}")))
        .hasSize(2)
        .allSatisfy(defect -> assertThat(defect).contains("dag_cycle"))
        .anySatisfy(defect -> assertThat(defect).contains("a -> b -> a"))
        .anySatisfy(defect -> assertThat(defect).contains("c -> d -> c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          'name': 5; /name; expected a string, found 5
          'node_type': 'llm'; /node_type; 'llm' is not one of compute, conditional, input, llm_fn, output
          'temperature': -0.5; /temperature; expected a number of at least 0.0, found -0.5
          'temperature': 1e400; /temperature; expected a number of at least 0.0, found 1e400
          'max_tokens': 0; /max_tokens; expected a whole number from 1 to 2147483647, found 0
          'max_tokens': 1.5; /max_tokens; expected a whole number from 1 to 2147483647, found 1.5
          'max_tokens': 'ten'; /max_tokens; expected a whole number from 1 to 2147483647, found the string 'ten'
          'max_tokens': 3000000000; /max_tokens; expected a whole number from 1 to 2147483647, found 3000000000
          'max_tokens': 1e-400; /max_tokens; expected a whole number from 1 to 2147483647, found 1e-400
          'dependencies': 'a'; /dependencies; expected an array, found the string 'a'
          'dependencies': [true]; /dependencies/0; expected a string, found a boolean
          'timeout_ms': 0; /timeout_ms; expected a whole number from 1 to 2147483647, found 0
          'output_schema': []; /output_schema; expected a JSON Schema, found an array
          'cache': {'mode': 'fuzzy'}; /cache/mode; 'fuzzy' is not one of exact, off, semantic
          'cache': {'max_error_rate': 1.5}; /cache/max_error_rate; expected a number from 0.0 to 1.0, found 1.5
          'cache': {'ttl_seconds': 0}; /cache/ttl_seconds; expected a whole number from 1 to 2147483647, found 0
          'render_policy': {'escape_html': 'yes'}; /render_policy/escape_html; expected true or false, found the string 'yes'
          'render_policy': {'max_value_length': -1}; /render_policy/max_value_length; expected a whole number from 0 to 2147483647, found -1
          'render_policy': {'redact_keys': [1]}; /render_policy/redact_keys/0; expected a string, found 1
          'execution_hints': []; /execution_hints; expected an object, found an array
          'execution_hints': {'error_policy': 'ignore'}; /execution_hints/error_policy; 'ignore' is not one of collect, fail, fail_fast, partial, retry, skip
          'execution_hints': {'max_concurrency': 0}; /execution_hints/max_concurrency; expected a whole number from 1 to 2147483647, found 0
          'execution_hints': {'retry': {'strategy': 'random'}}; /execution_hints/retry/strategy; 'random' is not one of constant, exponential, linear
          'execution_hints': {'retry': {'max_attempts': 0}}; /execution_hints/retry/max_attempts; expected a whole number from 1 to 2147483647, found 0
          'template_refs': [{'raw': '{{x}}', 'kind': 'magic'}]; /template_refs/0/kind; 'magic' is not one of constant, context, node_output, parameter, variable
          'template_refs': [{'raw': '{{x}}', 'kind': 'context', 'sensitivity': 'top'}]; /template_refs/0/sensitivity; 'top' is not one of high, low, medium
          'when': {'node': 'a', 'is': 'yes'}; /when/is; expected true or false, found the string 'yes'
          """)
  void a_value_that_does_not_fit(String field, String pointer, String detail) {
    assertThat(defects(nodes("{'id': 'x', 'prompt': 'p', " + field + "}", A)))
        .contains("/dag/nodes/0" + pointer + " invalid_value: " + detail);
  }

  @Test
  void a_branch_of_something_that_does_not_branch() {
    assertThat(defects(nodes(A, "{'id': 'b', 'prompt': 'p', 'when': {'node': 'a', 'is': true}}")))
        .containsExactly(
            "/dag/nodes/1/when/node invalid_value: 'a' is of type llm_fn; 'when' needs the id of a"
                + " conditional");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          {'prompt': 'p'}; /id; every node needs an 'id'
          {'id': null, 'prompt': 'p'}; /id; every node needs an 'id'
          {'id': 'x'}; /prompt_template; an llm_fn node needs a 'prompt_template'
          {'id': 'x', 'node_type': 'compute'}; /expression; a compute node needs an 'expression' or a 'prompt_template'
          {'id': 'x', 'node_type': 'conditional'}; /expression; a conditional node needs an 'expression' that is true or false
          {'id': 'x', 'prompt': 'p', 'template_refs': [{'kind': 'context'}]}; /template_refs/0/raw; a template ref needs 'raw', the placeholder it describes
          {'id': 'x', 'prompt': 'p', 'template_refs': [{'raw': '{{x}}'}]}; /template_refs/0/kind; a template ref needs a 'kind'
          {'id': 'x', 'prompt': 'p', 'when': {'is': true}}; /when/node; 'when' needs the id of a conditional 'node'
          """)
  void a_field_that_is_missing(String node, String pointer, String rest) {
    assertThat(defects(nodes(node)))
        .containsExactly("/dag/nodes/0" + pointer + " missing_field: " + rest);
  }

  @Test
  void an_output_node_without_text_needs_exactly_one_dependency() {
    assertThat(
            defects(
                nodes(
                    A,
                    "{'id': 'x', 'node_type': 'output'}",
                    "{'id': 'y', 'node_type': 'output', 'dependencies': ['a']}",
                    "{'id': 'z', 'node_type': 'output', 'dependencies': ['a', 'y']}")))
        .containsExactly(
            "/dag/nodes/1/prompt_template missing_field: an output node with 0 dependencies needs a"
                + " 'prompt_template'; without one it passes on its only dependency",
            "/dag/nodes/3/prompt_template missing_field: an output node with 2 dependencies needs a"
                + " 'prompt_template'; without one it passes on its only dependency");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-400", "0e99999999999", "2.0", "20e-1", "1.00000000000000000000001"})
  void whole_numbers_may_be_written_in_any_way(String literal) {
    assertThat(
            defects(
                nodes(
                    "{'id': 'x', 'prompt': 'p', 'render_policy': {'max_value_length': %s}}"
                        .formatted(literal))))
        .isEmpty();
  }

  @Test
  void missing_fields_outside_of_nodes() {
    assertThat(defects("{'metadata': {'inputs': [{'type': 'string'}]}}"))
        .containsExactly(
            "/dag/metadata/inputs/0/name missing_field: an input needs a 'name'",
            "/dag/nodes missing_field: a flow needs its list of 'nodes'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          Hi {{name; at character 3: the '{{' is never closed
          {{ }} x; at character 0: the placeholder is empty
          {{a {{b}}; at character 0: a '{{' stands inside of a placeholder
          ab {{node.a}}; at character 3: {{node.a}} is not a node's output; write {{node.ID.output}}
          {{}} {{node.a.text}}; at character 5: {{node.a.text}} is not a node's output
          """)
  void text_that_is_no_template(String template, String detail) {
    assertThat(defects(nodes("{'id': 'x', 'prompt_template': '%s'}".formatted(template))))
        .anySatisfy(defect ->
            assertThat(defect)
                .startsWith("/dag/nodes/0/prompt_template template_syntax: " + detail));
  }

  @Test
  void the_legacy_name_of_the_prompt_is_where_its_defects_are() {
    assertThat(defects(nodes("{'id': 'x', 'prompt': '{{'}")))
        .singleElement()
        .asString()
        .startsWith("/dag/nodes/0/prompt template_syntax");
  }

  @Test
  void an_expression_that_does_not_compile() {
    assertThat(
            defects(
                nodes("{'id': 'a', 'node_type': 'conditional', 'expression': 'context.x > > 1'}")))
        .singleElement()
        .asString()
        .startsWith("/dag/nodes/0/expression invalid_expression: line 1, column 13: ");
  }

  @Test
  void all_problems_are_reported_at_once() {
    assertThat(
            defects(
                "{'schema_version': '3', 'metadata': 5, 'nodes': [7, "
                    + "{'id': 'a', 'prompt': '{{', 'temperature': 'hot', 'dependencies': ['zzz']},"
                    + "{'id': 'a', 'prompt': 'p'},"
                    + "{'id': 'b', 'prompt': 'p', 'dependencies': ['b']},"
                    + "{'id': 'c', 'node_type': 'compute', 'expression': '1 +'}]}"))
        .extracting(defect -> defect.replaceAll(":.*", ""))
        .containsExactly(
            "/dag/schema_version unsupported_schema_version",
            "/dag/metadata invalid_value",
            "/dag/nodes/0 invalid_value",
            "/dag/nodes/1/temperature invalid_value",
            "/dag/nodes/2/id duplicate_node",
            "/dag/nodes/1/dependencies/0 unknown_dependency",
            "/dag/nodes/1/prompt template_syntax",
            "/dag/nodes/4/expression invalid_expression",
            "/dag/nodes/3/dependencies dag_cycle");
  }

  @Test
  void a_document_that_is_no_object() {
    assertThat(defects("[1]"))
        .containsExactly("/dag invalid_value: expected an object, found an array");
  }
}
