package dev.aether.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.workflow.Expression.Evaluated;
import dev.aether.workflow.Expression.Evaluation;
import dev.aether.workflow.Expression.NotEvaluated;
import dev.aether.workflow.ExpressionLanguage.Compiled;
import dev.aether.workflow.ExpressionLanguage.Invalid;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Expressions end, whatever they ask for.
class BoundedExpressionsTest {
  static final Duration TIME = Duration.ofMillis(500);
  static final CelExpressions CEL =
      new CelExpressions(new CelBounds(10_000, TIME), System::nanoTime);

  static final Value.Obj CONTEXT =
      new Value.Obj(
          Map.of(
              "list",
              new Value.Arr(Collections.nCopies(9_000, Value.Num.of(1))),
              "text",
              new Value.Text("a".repeat(1_000_000)),
              "secret",
              new Value.Text("s3cret")));

  static Evaluation evaluate(CelExpressions language, String source) {
    if (language.compile(source) instanceof Compiled compiled) {
      return compiled.expression().evaluate(CONTEXT, Map.of(), Value.Obj.EMPTY);
    }
    throw new AssertionError("does not compile: " + source);
  }

  static List<String> bombs() {
    return List.of(
        "context.list.all(x, context.list.all(y, context.list.all(z, x + y + z > 0)))",
        "context.list.map(x, [x, x]).map(x, [x, x]).size()",
        "['a']" + ".map(x, x + x)".repeat(90) + ".size()",
        "[[1]]" + ".map(x, [x, x])".repeat(90) + ".size()",
        "[[1]]" + ".map(x, [%s])".formatted("x,".repeat(900) + "x").repeat(4) + "== []",
        "[{'a': 1}]" + ".map(x, {'a': x, 'b': x})".repeat(90),
        "'a'" + ".replace('a', 'aaaaaaaaaa')".repeat(90),
        "''" + ".replace('', 'aaaaaaaaaa')".repeat(90),
        "context.list.map(x, context.text).join(',').size()",
        "context.list.filter(x, size(context.list + [x]) > 0).size()",
        "context.text.matches('((a{30}){30}){30}b')",
        "context.list.exists(x, context.text.matches('(.*)(.*)(.*)b'))",
        "context.list.map(x, context.text.split('')).size()",
        "context.list.map(x, context.text + 'a').size()");
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void an_expression_that_asks_for_too_much_is_stopped_soon(String source) {
    long start = System.nanoTime();
    Evaluation evaluation = evaluate(CEL, source);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).isLessThan(TIME.plusSeconds(4)); // on a busy machine
    assertThat(evaluation).isInstanceOf(NotEvaluated.class);
  }

  @Test
  void what_people_write_is_within_the_bounds() {
    assertThat(
            evaluate(CEL, "context.list.filter(x, x > 1).size() + [1, 2, 3].map(x, x * 2).size()"))
        .isEqualTo(new Evaluated(Value.Num.of(3)));
    assertThat(evaluate(CEL, "context.text.replace('a', 'b').size()"))
        .isEqualTo(new Evaluated(Value.Num.of(1_000_000)));
  }

  @Test
  void replace_and_join_are_those_of_the_language() {
    for (List<String> pair :
        List.of(
            List.of("'hello hello'.replace('he', 'we')", "wello wello"),
            List.of("'hello hello'.replace('he', 'we', 1)", "wello hello"),
            List.of("'hello hello'.replace('he', 'we', 0)", "hello hello"),
            List.of("'hello hello'.replace('he', 'we', -1)", "wello wello"),
            List.of("'ab'.replace('', '-')", "-a-b-"),
            List.of("'ab'.replace('', '-', 2)", "-a-b"),
            List.of("'ab'.replace('x', '-')", "ab"),
            List.of("'aaa'.replace('aa', 'b')", "ba"),
            List.of("['a', 'b', 'c'].join(', ')", "a, b, c"),
            List.of("['a', 'b'].join()", "ab"),
            List.of("[].join('x')", ""))) {
      assertThat(evaluate(CEL, pair.get(0)))
          .as(pair.get(0))
          .isEqualTo(new Evaluated(new Value.Text(pair.get(1))));
    }
  }

  @Test
  void the_text_has_a_limit() {
    var language = new CelExpressions(new CelBounds(20, TIME), System::nanoTime);
    assertThat(language.compile("1 + 1")).isInstanceOf(Compiled.class);
    assertThat(language.compile("1" + " + 1".repeat(10))).isInstanceOf(Invalid.class);
    assertThat(CEL.compile("(".repeat(3_000) + "1" + ")".repeat(3_000)))
        .isInstanceOf(Invalid.class);
  }

  @Test
  void an_interrupt_ends_it() {
    Thread.currentThread().interrupt();
    Evaluation evaluation = evaluate(CEL, "context.list.map(x, x + 1).size()");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(evaluation)
        .isEqualTo(new NotEvaluated("the expression was stopped: it was interrupted"));
  }

  @Test
  void reasons_speak_of_no_class() {
    for (String source :
        List.of(
            "context.text < 1",
            "context.nothing.x",
            "int(context.secret)",
            "[1][5]",
            "1 / 0",
            "[1, 'a'].join()",
            "context.secret.matches('(')",
            "timestamp(context.secret)",
            "context.secret.substring(99)")) {
      if (evaluate(CEL, source) instanceof NotEvaluated(var reason)) {
        assertThat(reason).as(source).doesNotContain("java", "dev.cel", "Exception");
      }
    }
  }
}
