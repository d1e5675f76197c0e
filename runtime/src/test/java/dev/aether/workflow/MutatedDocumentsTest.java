package dev.aether.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.testing.Flows;
import dev.aether.testing.Gen;
import dev.aether.testing.GenFlow;
import dev.aether.workflow.Planner.Planned;
import dev.aether.workflow.Planner.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Whatever a document looks like, it becomes a plan or a list of defects.
class MutatedDocumentsTest {
  private static final String[] WORDS = {
    "id",
    "n0",
    "n1",
    "llm_fn",
    "input",
    "output",
    "conditional",
    "node.n0.output",
    "true",
    "1 + ",
    "{{node.n1.output}}",
    "{{x",
    "{{}}",
    "{{const.C}}",
    "2.0",
    "high",
    "retry",
    "g0",
    ""
  };
  private static final Pattern NODE = Pattern.compile("node\\.(\\w+)");
  private static final String[] NUMBERS = {
    "0", "-1", "1e-400", "1e400", "0e99999999999", "1.5", "2147483648", "-2147483649", "1e308"
  };

  /// A document in which every feature occurs.
  private static final Value RICH =
      Flows.json(
          "{'schema_version': '1.0', 'metadata': {'flow_name': 'f', 'inputs': [{'name': 'x',"
              + " 'required': true, 'default_value': 1}], 'constants': {'C': 'c'}}, 'nodes': ["
              + "{'id': 'n0', 'node_type': 'input', 'name': 'x'},"
              + "{'id': 'n1', 'node_type': 'conditional', 'expression': 'node.n0.output == 1'},"
              + "{'id': 'n2', 'prompt_template': '{{node.n0.output}} {{const.C}} {{y}}',"
              + " 'system_prompt': 's', 'model': 'm', 'temperature': 0, 'max_tokens': 5,"
              + " 'when': {'node': 'n1', 'is': true}, 'cache_key_inputs': ['x'],"
              + " 'cache': {'mode': 'exact', 'ttl_seconds': 5, 'max_error_rate': 0.1,"
              + " 'semantic_inputs': ['y']}, 'fallback_models': ['z'], 'output_schema': {},"
              + " 'render_policy': {'allowed_context_keys': ['y'], 'redact_keys': ['y'],"
              + " 'escape_html': true, 'max_value_length': 9}, 'timeout_ms': 5,"
              + " 'template_refs': [{'raw': '{{y}}', 'kind': 'parameter', 'path': ['y'],"
              + " 'required': false, 'sensitivity': 'high', 'folded_value': 1}],"
              + " 'execution_hints': {'parallel_group': 'g', 'max_concurrency': 2,"
              + " 'error_policy': 'retry', 'barrier': true, 'priority': 3, 'retry':"
              + " {'max_attempts': 2, 'base_delay_ms': 1, 'strategy': 'linear'}}},"
              + "{'id': 'n3', 'node_type': 'output', 'dependencies': ['n2']}]}");

  @Test
  void the_rich_document_is_sound() {
    assertThat(Flows.planning(RICH, Limits.DEFAULT)).isInstanceOf(Planned.class);
  }

  @Test
  void mutated_documents_are_planned_or_refused() {
    Gen.forAll(
        8_000,
        gen -> {
          Value document = gen.chance(0.7) ? RICH : GenFlow.of(gen, 6).document();
          for (int i = gen.between(1, 4); i > 0; i--) {
            document = mutated(document, gen);
          }
          check(document);
        });
  }

  @Test
  void arbitrary_values_are_planned_or_refused() {
    Gen.forAll(2_000, gen -> check(gen.value(4)));
  }

  private static void check(Value document) {
    var reading = DagReader.read(document, "/dag", Limits.DEFAULT);
    switch (new Planner(MutatedDocumentsTest::compile, Limits.DEFAULT).plan(reading)) {
      case Planned(var plan) -> {
        plan.widestLevel(3);
        for (PlannedNode node : plan.nodes()) {
          assertThat(plan.indexOf(node.id())).isEqualTo(node.index());
          node.dependencies().stream()
              .forEach(d -> assertThat(plan.node(d).level()).isLessThan(node.level()));
        }
      }
      case Refused(var defects) -> {
        assertThat(defects).isNotEmpty();
        for (Defect defect : defects) {
          assertThat(defect.code()).isNotBlank();
          assertThat(defect.detail()).isNotBlank().hasSizeLessThan(2_000);
          assertThat(defect.pointer()).startsWith("/dag");
        }
      }
    }
  }

  /// A language that takes no time.
  private static ExpressionLanguage.Compilation compile(String source) {
    if (source.contains("+")) {
      return new ExpressionLanguage.Invalid(1, 1, "no sums here");
    }
    Set<String> ids = new HashSet<>();
    NODE.matcher(source).results().forEach(match -> ids.add(match.group(1)));
    return new ExpressionLanguage.Compiled((_, _, _) -> new Expression.NotEvaluated("never"), ids);
  }

  /// The value with one place in it changed.
  private static Value mutated(Value value, Gen gen) {
    if (gen.chance(0.1)) {
      return replacement(gen);
    }
    return switch (value) {
      case Value.Obj(var members) when !members.isEmpty() -> {
        Map<String, Value> copy = new LinkedHashMap<>(members);
        String name = gen.oneOf(List.copyOf(new ArrayList<>(members.keySet())));
        Value member = copy.remove(name);
        if (member != null && !gen.chance(0.1)) {
          copy.put(gen.chance(0.05) ? gen.oneOf(WORDS) : name, mutated(member, gen));
        }
        yield new Value.Obj(copy);
      }
      case Value.Arr(var items) when !items.isEmpty() -> {
        List<Value> copy = new ArrayList<>(items);
        int at = gen.below(copy.size());
        switch (gen.below(4)) {
          case 0 -> copy.remove(at);
          case 1 -> copy.add(gen.below(copy.size() + 1), copy.get(at));
          default -> copy.set(at, mutated(copy.get(at), gen));
        }
        yield new Value.Arr(copy);
      }
      case Value.Obj _, Value.Arr _, Value.Null _, Value.Bool _, Value.Num _, Value.Text _ ->
          replacement(gen);
    };
  }

  private static Value replacement(Gen gen) {
    return switch (gen.below(4)) {
      case 0 -> new Value.Text(gen.oneOf(WORDS));
      case 1 -> new Value.Num(gen.oneOf(NUMBERS));
      case 2 -> gen.value(2);
      default -> new Value.Text(gen.text());
    };
  }
}
