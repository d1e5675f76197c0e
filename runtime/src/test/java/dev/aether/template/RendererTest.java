package dev.aether.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.context.ValuePath;
import dev.aether.template.RenderFailure.KeyNotAllowed;
import dev.aether.template.RenderFailure.MissingReference;
import dev.aether.template.RenderFailure.ValueTooLong;
import dev.aether.template.Rendering.Rendered;
import dev.aether.testing.Flows;
import dev.aether.testing.Gen;
import dev.aether.workflow.Action;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Templates as documents write them, from the placeholder to the text.
class RendererTest extends RenderingFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          no holes at all, {single} } }} braces | no holes at all, {single} } }} braces
          Hi {{context.user.name}}! | Hi Ada!
          {{  context.user.name\\t}}{{context.user.name}} | AdaAda
          {{context.user.tags.0}} {{context.user.tags.1.y}} | x 2
          {{name}} {{user.name}} | Bo Ada
          {{context.n}} {{context.t}} | 1.10 true
          [{{context.nil}}{{context.empty}}] | []
          {{context.list}} | [1,"a",{}]
          {{context.user}} | {"name":"Ada","tags":["x",{"y":2}]}
          {{const.MAX}} of {{const.BRACES}} | 10 of {{
          {{node.up.output}} | {{context.secret}} & more
          {{node.a.b.output.x.0.y}} {{node.a.b.output.x}} | deep [{"y":"deep"}]
          """)
  void values_take_the_place_of_their_holes(String template, String text) {
    assertThat(text(template)).isEqualTo(text);
  }

  @Test
  void what_was_substituted_is_never_looked_at_again() {
    Gen.forAll(
        300,
        gen -> {
          String nasty = gen.text() + "{{context.b}}" + gen.text() + "{{";
          Value.Obj context =
              new Value.Obj(
                  Map.of("a", new Value.Text(nasty), "b", new Value.Text("{{context.a}}")));
          var action =
              (Action.CallModel)
                  Flows.plan("{'nodes': [{'id': 'x', 'prompt': '{{a}}|{{b}}|{{a}}'}]}")
                      .node(0)
                      .action();
          var inputs = new Fixed(context, Map.of());
          Rendering once = Renderer.render(action.prompt(), RenderPolicy.OPEN, inputs);
          assertThat(((Rendered) once).text()).isEqualTo(nasty + "|{{context.a}}|" + nasty);
          assertThat(Renderer.render(action.prompt(), RenderPolicy.OPEN, inputs)).isEqualTo(once);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {{context.user.age}} | user.age | user.age
          {{context.user.name.first}} | user.name.first | user.name.first
          {{context.gone.a.b}} | gone.a.b | gone
          {{context.user.tags.2}} | user.tags.2 | user.tags.2
          {{context.user.tags.-1}} | user.tags.-1 | user.tags.-1
          {{missing}} | missing | missing
          {{const.GONE}} | GONE | GONE
          {{node.a.b.output.x.1}} | a.b.output.x.1 | x.1
          {{node.up.output.x}} | up.output.x | up.output (it is not JSON)
          """)
  void a_required_value_that_is_missing_is_named(String hole, String path, String missing) {
    assertThat(failure("Hi " + hole, "")).isEqualTo(new MissingReference(hole, path, missing));
  }

  @Test
  void an_optional_value_that_is_missing_is_empty_and_warned_about() {
    Rendered rendered =
        rendered("[{{ x }}]", ref("'raw': '{{x}}', 'kind': 'parameter', 'required': false"));
    assertThat(rendered.text()).isEqualTo("[]");
    assertThat(rendered.warnings())
        .containsExactly("{{ x }} is empty: 'x' was not found and is optional");
  }

  @Test
  void refs_say_where_a_value_comes_from() {
    assertThat(
            rendered(
                    "{{who}}",
                    ref("'raw': '{{who}}', 'kind': 'parameter', 'path': ['user','name']"))
                .text())
        .isEqualTo("Ada");
    assertThat(
            rendered(
                    "{{who}}",
                    ref("'raw': 'who', 'kind': 'context', 'path': ['context', 'user', 'name']"))
                .text())
        .isEqualTo("Ada");
    assertThat(rendered("{{v}}", ref("'raw': '{{v}}', 'kind': 'constant', 'path': ['MAX']")).text())
        .isEqualTo("10");
    assertThat(
            rendered(
                    "{{v}}",
                    ref(
                        "'raw': '{{v}}', 'kind': 'node_output', 'node_id': 'a.b', 'field':"
                            + " 'output', 'path': ['x', '0', 'y']"))
                .text())
        .isEqualTo("deep");
    assertThat(
            rendered("{{v}}", ref("'raw': '{{v}}', 'kind': 'variable', 'folded_value': [1, 'b']"))
                .text())
        .isEqualTo("[1,\"b\"]");
  }

  @Test
  void only_allowed_keys_are_read() {
    assertThat(rendered("{{context.user.name}}", policy("'allowed_context_keys': ['user']")).text())
        .isEqualTo("Ada");
    assertThat(rendered("{{user.name}}", policy("'allowed_context_keys': ['user.name']")).text())
        .isEqualTo("Ada");
    assertThat(failure("{{context.user}}", policy("'allowed_context_keys': ['user.name']")))
        .isEqualTo(new KeyNotAllowed("{{context.user}}", "user"));
    assertThat(failure("{{name}}", policy("'allowed_context_keys': ['nam', 'user']")))
        .isEqualTo(new KeyNotAllowed("{{name}}", "name"));
    assertThat(
            rendered(
                    "{{const.MAX}}{{node.a.b.output.x.0.y}}",
                    policy("'allowed_context_keys': ['z']"))
                .text())
        .isEqualTo("10deep");
  }

  @Test
  void html_is_escaped_in_values_and_nowhere_else() {
    assertThat(rendered("<b>{{html}}</b> {{node.up.output}}", policy("'escape_html': true")).text())
        .isEqualTo("<b>&lt;a href=x&gt;&amp;&#39;&lt;/a&gt;</b> {{context.secret}} &amp; more");
    assertThat(rendered("{{context.list}}", policy("'escape_html': true")).text())
        .isEqualTo("[1,&quot;a&quot;,{}]");
  }

  @Test
  void a_required_value_may_not_be_too_long() {
    assertThat(failure("{{user.name}}", policy("'max_value_length': 2")))
        .isEqualTo(new ValueTooLong("{{user.name}}", 3, 2));
    assertThat(rendered("{{user.name}}", policy("'max_value_length': 3")).text()).isEqualTo("Ada");
    assertThat(rendered("{{user.name}}", policy("'max_value_length': 0")).text()).isEqualTo("Ada");
  }

  @ParameterizedTest
  @CsvSource({
    "abcdef, 3, abc",
    "a😀b, 2, a😀", // two code points, three chars
    "a😀b, 1, a",
    "ae\u0301x, 2, a", // e and its accent stay together
    "ae\u0301x, 3, ae\u0301",
    "x👩‍👩‍👧y, 3, x", // a family is one character
    "x👩‍👩‍👧y, 6, x👩‍👩‍👧",
    "👍🏽!, 1, ''", // a hand and its colour
    "🇩🇪🇫🇷, 3, 🇩🇪", // flags are pairs
  })
  void an_optional_value_is_cut_where_a_character_ends(String value, int limit, String cut) {
    var reference =
        new Reference(
            "{{x}}", new Reference.FromNode("n", new ValuePath(List.of())), false, Sensitivity.LOW);
    Rendering rendering =
        Renderer.render(
            new Template(List.of(new Template.Hole(reference))),
            new RenderPolicy(List.of(), List.of(), false, limit),
            new Fixed(Value.Obj.EMPTY, Map.of("n", value)));
    assertThat(rendering)
        .isInstanceOfSatisfying(
            Rendered.class,
            rendered -> {
              assertThat(rendered.text()).isEqualTo(cut);
              assertThat(rendered.warnings())
                  .containsExactly(
                      "{{x}} was cut from %d to %d characters"
                          .formatted(
                              value.codePointCount(0, value.length()),
                              cut.codePointCount(0, cut.length())));
            });
  }
}
