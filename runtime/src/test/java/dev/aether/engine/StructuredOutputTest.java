package dev.aether.engine;

import static dev.aether.testing.Flows.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.llm.Asking;
import dev.aether.llm.Cost;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.Models;
import dev.aether.llm.Retrying;
import dev.aether.llm.ShapeCheck;
import dev.aether.schema.JsonSchemas;
import dev.aether.testing.Flows;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What flows see of answers that have a shape.
class StructuredOutputTest {
  private static final String PERSON =
      "'output_schema': {'type': 'object', 'required': ['name'],"
          + " 'properties': {'name': {'type': 'string'}, 'tags': {'type': 'array'}}}";

  private final List<String> answers = new ArrayList<>();

  private Report run(String... nodes) {
    Models models = model -> new Models.Route("mock", model.orElse("usual"), Optional.empty());
    LlmClient model =
        (request, _) ->
            Asking.answer(request, answers.removeFirst())
                .costing(new Cost(BigDecimal.ONE, BigDecimal.ZERO, "USD"));
    LlmClient llm =
        new Retrying(
            new ShapeCheck(model, new JsonSchemas(), JsonText.JSON),
            RandomGenerator.getDefault(),
            _ -> {});
    var engine =
        new Engine(
            new NodePipeline(models, llm),
            JsonText.JSON,
            () -> "e",
            () -> Instant.EPOCH,
            System::nanoTime);
    return engine.run(Flows.plan(nodes(nodes)), Value.Obj.EMPTY, RunOptions.DEFAULT);
  }

  private static String text(Report report, String id) {
    return report
        .nodes()
        .get(report.plan().indexOf(id))
        .output()
        .map(NodeOutput::text)
        .orElseThrow(() -> new AssertionError(report.nodes().toString()));
  }

  @Test
  void templates_and_expressions_reach_into_the_answer() {
    answers.add("```json\n{\"name\": \"Ann\", \"tags\": [1, 2]}\n```");

    Report report =
        run(
            "{'id': 'a', 'prompt': 'who?', " + PERSON + "}",
            "{'id': 'b', 'node_type': 'compute', 'prompt': 'Dear {{node.a.output.name}}'}",
            "{'id': 'c', 'node_type': 'compute', 'dependencies': ['a'],"
                + " 'expression': 'size(node.a.output.tags)'}");

    assertThat(text(report, "b")).isEqualTo("Dear Ann");
    assertThat(text(report, "c")).isEqualTo("2");
  }

  @Test
  void a_typed_answer_is_a_value_in_expressions() {
    answers.add(" 41 ");

    Report report =
        run(
            "{'id': 'a', 'prompt': 'how many?', 'return_type': 'int'}",
            "{'id': 'b', 'node_type': 'compute', 'dependencies': ['a'],"
                + " 'expression': 'node.a.output + 1'}");

    assertThat(text(report, "b")).isEqualTo("42");
  }

  @Test
  void a_repaired_answer_is_marked_and_both_are_paid_for() {
    answers.addAll(List.of("nobody", "{\"name\": \"Ann\"}"));

    Report report =
        run(
            "{'id': 'a', 'prompt': 'who?', 'execution_hints': {'retry': {'max_attempts': 2}}, "
                + PERSON
                + "}");

    Completion answer = report.nodes().getFirst().details().completion().orElseThrow();
    assertThat(answer.repaired()).isTrue();
    assertThat(report.usage()).isEqualTo(Usage.of(20, 10));
    assertThat(report.cost().orElseThrow().amount()).isEqualByComparingTo("2");
  }

  @Test
  void an_answer_that_cannot_be_repaired_fails_and_is_paid_for() {
    answers.add("nobody");

    Report report = run("{'id': 'a', 'prompt': 'who?', " + PERSON + "}");

    assertThat(report.nodes().getFirst().error().orElseThrow().code())
        .isEqualTo("schema_violation");
    assertThat(report.usage()).isEqualTo(Usage.of(10, 5));
  }
}
