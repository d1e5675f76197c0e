package dev.aether.cel;

import static dev.aether.testing.Flows.json;
import static dev.aether.testing.Flows.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.testing.Gen;
import dev.aether.workflow.Expression;
import dev.aether.workflow.Expression.Evaluated;
import dev.aether.workflow.Expression.NotEvaluated;
import dev.aether.workflow.ExpressionLanguage.Compilation;
import dev.aether.workflow.ExpressionLanguage.Compiled;
import dev.aether.workflow.ExpressionLanguage.Invalid;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelExpressionsTest {
  private static final Value.Obj CONTEXT =
      object(
          "{'user': {'name': 'Ada', 'age': 36}, 'score': 0.75, 'tags': ['a', 'b'], 'none': null,"
              + " 'secret': 'hunter2', 'big': 9007199254740993}");
  private static final Map<String, Value> NODES =
      Map.of("a", object("{'output': {'x': [1, 2]}}"), "b-c", object("{'output': 'text'}"));
  private static final Value.Obj INPUT = object("{'topic': 'tea'}");

  private static Compilation compile(String source) {
    return new CelExpressions().compile(source);
  }

  private static Expression.Evaluation evaluate(String source) {
    return switch (compile(source)) {
      case Compiled(var expression, _) -> expression.evaluate(CONTEXT, NODES, INPUT);
      case Invalid invalid -> throw new AssertionError(invalid);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1 + 2                                        | 3
          context.score > 0.5 && context.user.age >= 36 | true
          context.score > 1                            | false
          context.user.name + '!'                      | 'Ada!'
          context.big                                  | 9007199254740993
          node.a.output.x[1] * 2                       | 4
          node["b-c"].output.startsWith("te")          | true
          input.topic                                  | 'tea'
          size(context.tags) == 2                      | true
          context.tags.exists(t, t == 'b')             | true
          context.tags.map(t, t + t)                   | ['aa', 'bb']
          {'k': context.none, 'l': [1.5, 2u]}          | {'k': null, 'l': [1.5, 2]}
          has(context.user.email) ? 'yes' : 'no'       | 'no'
          has(node.a) && !has(node.skipped)            | true
          'a,b'.split(',')                             | ['a', 'b']
          math.greatest(1, 2.5)                        | 2.5
          double(1) / 2.0                              | 0.5
          context.user                                 | {'name': 'Ada', 'age': 36}
          """)
  void expressions_have_values(String source, String expected) {
    assertThat(evaluate(source)).isEqualTo(new Evaluated(json(expected)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "context.missing",
        "context.user.name > 1",
        "context.tags[7]",
        "node.gone.output",
        "1 / (context.user.age - 36)",
        "context.score + 'x'",
        "9223372036854775807 + context.user.age",
        "context.user.name.matches('(')",
        "0.0 / 0.0",
        "type(context.score)",
        "b'bytes'",
        "timestamp('2020-01-01T00:00:00Z')",
        "int(context.secret)",
        "{context.none: 1}"
      })
  void what_has_no_json_value_is_not_evaluated(String source) {
    assertThat(evaluate(source)).isInstanceOf(NotEvaluated.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int(context.secret)",
        "context.user[context.secret]",
        "timestamp(context.secret)",
        "duration(context.secret)",
        "double(context.secret)",
        "'x'.matches(context.secret + '(')",
        "bool(context.secret)",
        "{context.secret: 1, context.secret: 2}",
        "context.tags[int(context.secret)]",
        "context.secret.charAt(99)",
        "context.secret.substring(50)"
      })
  void a_reason_never_contains_a_value(String source) {
    assertThat(evaluate(source))
        .isInstanceOfSatisfying(
            NotEvaluated.class,
            failed -> assertThat(failed.reason()).isNotBlank().doesNotContain("hunter2"));
  }

  @Test
  void a_reason_points_to_the_place() {
    assertThat(evaluate("context.missing == 2"))
        .isEqualTo(
            new NotEvaluated(
                "at character 8 (.missing == 2): this member is not there; has(...) asks whether it"
                    + " is"));
    assertThat(evaluate("1 / (context.user.age - 36)"))
        .isEqualTo(new NotEvaluated("at character 3 (/ (context.user.age ): a division by zero"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1 +              | 1 | 4
          context.x > > 1  | 1 | 13
          unknown          | 1 | 1
          true &&\\n  nope | 2 | 3
          """)
  void what_does_not_compile_has_a_place(String source, int line, int column) {
    assertThat(compile(source.replace("\\n", "\n")))
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid -> {
              assertThat(invalid.line()).isEqualTo(line);
              assertThat(invalid.column()).isEqualTo(column);
              assertThat(invalid.reason()).isNotBlank();
            });
  }

  @Test
  void an_expression_of_nothing_or_of_far_too_much_is_invalid() {
    assertThat(compile("  ")).isEqualTo(new Invalid(1, 1, "the expression is empty"));
    assertThat(compile("1" + " + 1".repeat(5_000))).isInstanceOf(Invalid.class);
    assertThat(compile("(".repeat(500) + "1" + ")".repeat(500))).isInstanceOf(Invalid.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          node.a.output + node["b-c"].output        | a b-c
          has(node.a) && context.node.x == 1        | a
          context.tags.all(t, t == node.a.output)   | a
          node[context.user.name]                   | ``
          {'k': [node.z]}                           | z
          """)
  void the_nodes_that_it_reads_are_known(String source, String ids) {
    assertThat(compile(source))
        .isInstanceOfSatisfying(
            Compiled.class,
            compiled ->
                assertThat(compiled.nodeIds())
                    .containsExactlyInAnyOrder(ids.isEmpty() ? new String[0] : ids.split(" ")));
  }

  @Test
  void values_survive_the_way_through_the_language() {
    Compiled identity = (Compiled) compile("context.v");
    Gen.forAll(
        500,
        gen -> {
          Value value = gen.value(3);
          Optional<Value> there = CelValues.fromCel(CelValues.toCel(value));
          if (there.isPresent()) {
            Value once = there.get();
            assertThat(once.kind()).isEqualTo(value.kind());
            assertThat(CelValues.fromCel(CelValues.toCel(once))).hasValue(once);
            assertThat(
                    identity
                        .expression()
                        .evaluate(new Value.Obj(Map.of("v", value)), Map.of(), Value.Obj.EMPTY))
                .isEqualTo(new Evaluated(once));
          }
        });
  }

  @Test
  void an_endless_comprehension_ends() {
    String nested = "[1,2,3,4,5,6,7,8,9,10]";
    String source =
        "%1$s.all(a, %1$s.all(b, %1$s.all(c, %1$s.all(d, %1$s.all(e, a + b + c + d + e > 0)))))"
            .formatted(nested);
    assertThat(evaluate(source)).isInstanceOf(NotEvaluated.class);
  }
}
