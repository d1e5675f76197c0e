package dev.aether.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.llm.Calls;
import dev.aether.llm.Meaning;
import dev.aether.llm.Models;
import dev.aether.testing.Flows;
import dev.aether.testing.Gen;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What the layers are told that may be matched by meaning, through the pipeline.
class MeaningOfPromptTest {
  static final String PROSE = "how do I pay?";

  /// What the call of a node named `a` carries; empty if it may not be matched at all.
  static Optional<Meaning> meaning(SemanticMode mode, String nodes, String context) {
    var seen = new AtomicReference<Optional<Meaning>>(Optional.empty());
    var pipeline =
        new NodePipeline(
            model -> new Models.Route("mock", model.orElse("m"), Optional.empty()),
            (request, call) -> {
              if (request.prompt().startsWith("Q")) {
                seen.set(call.cache().meaning());
                assertThat(call.cache().meaning().isPresent() && call.cache().off()).isFalse();
              }
              return Calls.answer("answer of a node");
            },
            PromptInspector.NONE,
            PromptMemory.NONE,
            AnswerInspector.STANDARD,
            mode);
    new Engine(pipeline, _ -> Optional.empty(), () -> "id", () -> Instant.EPOCH, () -> 0)
        .run(Flows.plan(nodes), Flows.object(context), RunOptions.DEFAULT);
    return seen.get();
  }

  static String node(String prompt, String cache, String more) {
    return Flows.nodes(
        "{'id': 'a', 'prompt': '%s', 'cache': {%s}%s}".formatted(prompt, cache, more));
  }

  static Optional<Meaning> asked(SemanticMode mode, String cache, String more) {
    return meaning(
        mode,
        node("Q {{context.q}} for {{lang}}", cache, more),
        "{'q': '%s', 'lang': 'French'}".formatted(PROSE));
  }

  @Test
  void who_is_matched_depends_on_the_mode_and_the_node() {
    for (String stated :
        new String[] {"", "'mode': 'semantic'", "'mode': 'exact'", "'mode': 'off'"}) {
      assertThat(asked(SemanticMode.OFF, stated, "")).isEmpty();
      assertThat(asked(SemanticMode.OPT_IN, stated, "").isPresent())
          .isEqualTo(stated.contains("semantic"));
      assertThat(asked(SemanticMode.ON, stated, "").isPresent())
          .isEqualTo(stated.isEmpty() || stated.contains("semantic"));
    }
  }

  @Test
  void only_what_the_author_named_is_in_the_text() {
    Meaning meaning =
        asked(SemanticMode.OPT_IN, "'mode': 'semantic', 'semantic_inputs': ['lang']", "")
            .orElseThrow();
    assertThat(meaning.text()).isEqualTo("French");
    assertThat(meaning.identity()).contains("=" + PROSE).doesNotContain("=French");
    assertThat(
            asked(
                    SemanticMode.OPT_IN,
                    "'mode': 'semantic', 'semantic_inputs': ['{{ context.q }}', 'context.lang']",
                    "")
                .orElseThrow()
                .text())
        .isEqualTo("context.q: how do I pay?\nlang: French\n");
  }

  @Test
  void where_nothing_is_named_prose_of_the_context_is_matched() {
    Meaning meaning = asked(SemanticMode.ON, "", "").orElseThrow();
    assertThat(meaning.text()).isEqualTo(PROSE);
    assertThat(meaning.identity()).contains("=French");
    assertThat(meaning(SemanticMode.ON, node("Q {{context.q}}", "", ""), "{'q': 'pay now'}"))
        .isEmpty();
    assertThat(meaning(SemanticMode.ON, node("Q {{context.q}}", "", ""), "{'q': [1, 2, 3, 4]}"))
        .isEmpty();
    String chain =
        Flows.nodes("{'id': 'b', 'prompt': 'x'}", "{'id': 'a', 'prompt': 'Q {{node.b.output}}'}");
    assertThat(meaning(SemanticMode.ON, chain, "{}")).isEmpty();
  }

  @Test
  void a_high_value_a_hot_node_and_a_budget_of_nothing_are_not_matched() {
    String semantic = "'mode': 'semantic'";
    assertThat(asked(SemanticMode.OPT_IN, semantic, ", 'temperature': 0.3")).isPresent();
    assertThat(asked(SemanticMode.OPT_IN, semantic, ", 'temperature': 0.31")).isEmpty();
    assertThat(
            asked(
                SemanticMode.OPT_IN, semantic + ", 'any_temperature': true", ", 'temperature': 1"))
        .isPresent();
    assertThat(asked(SemanticMode.OPT_IN, semantic + ", 'max_error_rate': 0", "")).isEmpty();
    assertThat(asked(SemanticMode.OPT_IN, semantic, ", 'output_sensitivity': 'high'")).isEmpty();
    String ref =
        ", 'template_refs': [{'raw': '{{lang}}', 'kind': 'parameter', 'sensitivity': '%s'}]";
    assertThat(asked(SemanticMode.OPT_IN, semantic, ref.formatted("high"))).isEmpty();
    assertThat(
            asked(SemanticMode.OPT_IN, semantic, ref.formatted("medium")).orElseThrow().identity())
        .isNotEqualTo(asked(SemanticMode.OPT_IN, semantic, "").orElseThrow().identity());
  }

  @Test
  void whatever_else_the_prompt_is_made_of_is_in_the_identity() {
    Map<String, Meaning> seen = new HashMap<>();
    Gen.forAll(
        200,
        gen -> {
          String template =
              "Q " + gen.oneOf("one", "two") + " {{context.q}} {{x}}{{y}} {{const.C}}";
          String x = gen.oneOf("", "a", "ab", "abc");
          String y = gen.oneOf("", "c", "bc", "abc");
          String constant = gen.oneOf("u", "v");
          String document =
              "{'metadata': {'constants': {'C': '%s'}}, %s"
                  .formatted(
                      constant,
                      node(template, "'mode': 'semantic', 'semantic_inputs': ['q']", "")
                          .substring(1));
          Meaning meaning =
              meaning(
                      SemanticMode.OPT_IN,
                      document,
                      "{'q': 'how is it?', 'x': '%s', 'y': '%s'}".formatted(x, y))
                  .orElseThrow();
          String made = String.join("|", template, x, y, constant);
          Meaning before = seen.putIfAbsent(made, meaning);
          assertThat(meaning).isEqualTo(before == null ? meaning : before);
        });
    assertThat(seen.values().stream().map(Meaning::identity)).doesNotHaveDuplicates();
    assertThat(seen).hasSizeGreaterThan(40);
  }

  @Test
  void a_name_that_no_placeholder_has_is_a_defect() {
    assertThat(
            Flows.defects(
                node("Q {{context.question}}", "'semantic_inputs': ['question', 'qestion']", "")))
        .containsExactly(
            "/dag/nodes/0/cache/semantic_inputs/1 invalid_value: the prompt has no placeholder"
                + " 'qestion'; it has {{context.question}}");
  }
}
