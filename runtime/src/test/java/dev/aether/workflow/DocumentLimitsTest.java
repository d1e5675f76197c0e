package dev.aether.workflow;

import static dev.aether.testing.Flows.defects;
import static dev.aether.testing.Flows.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Versions and sizes of documents.
class DocumentLimitsTest {
  private static final String A = "{'id': 'a', 'prompt': 'p'}";

  @ParameterizedTest
  @ValueSource(strings = {"2.0", "0.9", "10", "1a", ""})
  void a_version_that_is_not_supported(String version) {
    assertThat(defects("{'schema_version': '%s', 'nodes': []}".formatted(version)))
        .containsExactly(
            "/dag/schema_version unsupported_schema_version: schema_version '%s' is not supported;"
                    .formatted(version)
                + " this runtime reads 1.x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.0", "1.7"})
  void versions_of_one_major_number_are_read(String version) {
    assertThat(defects("{'schema_version': '%s', 'nodes': []}".formatted(version))).isEmpty();
  }

  @Test
  void more_than_the_limits() {
    var limits = new Limits(2, 1, 10, 200);
    assertThat(defects(nodes(A, A, A), limits))
        .containsExactly("/dag/nodes limit_exceeded: 3 nodes are more than the limit of 2");
    assertThat(
            defects(
                nodes(
                    "{'id': 'b', 'prompt': 'p', 'dependencies': ['a', 'a']}",
                    "{'id': 'a', 'prompt': 'p'}"),
                limits))
        .isEmpty();
    assertThat(
            defects(
                nodes(
                    "{'id': 'a', 'prompt': 'p', 'system_prompt': 'more than ten'}",
                    "{'id': 'b', 'prompt': 'p'}"),
                limits))
        .containsExactly(
            "/dag/nodes/0/system_prompt limit_exceeded: 13 characters are more than the limit of"
                + " 10");
    assertThat(
            defects(
                nodes(A, "{'id': 'b', 'prompt': 'p', 'dependencies': ['a']}"),
                new Limits(2, 0, 10, 200)))
        .containsExactly("/dag/nodes limit_exceeded: 1 dependencies are more than the limit of 0");
  }

  @Test
  void a_document_that_is_all_wrong_gets_no_endless_answer() {
    String[] many = new String[50];
    Arrays.fill(many, "{}");
    assertThat(defects(nodes(many), new Limits(100, 100, 100, 7))).hasSize(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "'%s'"})
  void an_id_has_a_sensible_length(String id) {
    assertThat(defects(nodes("{'id': %s, 'prompt': 'p'}".formatted(id.formatted("i".repeat(257))))))
        .containsExactly("/dag/nodes/0/id invalid_value: an id has 1 to 256 characters");
    assertThat(defects(nodes("{'id': '%s', 'prompt': 'p'}".formatted("i".repeat(256))))).isEmpty();
  }
}
