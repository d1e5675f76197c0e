package dev.aether.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.template.Rendering.Rendered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What may be shown of a prompt.
class RedactionTest extends RenderingFixture {
  @Test
  void failures_and_warnings_never_contain_a_value() {
    String optional = ref("'raw': '{{user.name}}', 'kind': 'context', 'required': false");
    assertThat(failure("{{user.name}}", policy("'max_value_length': 1")).sentence())
        .doesNotContain("Ada");
    assertThat(rendered("{{user.name}}", optional + policy("'max_value_length': 1")).warnings())
        .singleElement()
        .asString()
        .doesNotContain("Ada");
  }

  @Test
  void sensitive_values_are_hidden_and_everything_else_is_shown() {
    Rendered rendered =
        rendered(
            "Name {{user.name}}, n {{n}}, t {{t}}.",
            ", 'template_refs': [{'raw': '{{user.name}}', 'kind': 'context', 'sensitivity':"
                + " 'high'}, {'raw': '{{n}}', 'kind': 'context', 'sensitivity': 'medium'}]");
    assertThat(rendered.sensitivity()).isEqualTo(Sensitivity.HIGH);
    assertThat(rendered.text()).isEqualTo("Name Ada, n 1.10, t true.");
    assertThat(rendered.hiding(Sensitivity.HIGH)).isEqualTo("Name [REDACTED], n 1.10, t true.");
    assertThat(rendered.hiding(Sensitivity.MEDIUM))
        .isEqualTo("Name [REDACTED], n [REDACTED], t true.");
    assertThat(rendered.hiding(Sensitivity.LOW)).doesNotContain("Name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user.name", "user", "user.name.first"})
  void redacted_keys_are_hidden_with_what_is_in_them_and_around_them(String key) {
    Rendered rendered =
        rendered(
            "{{context.user.name}} {{user.name}} {{name}}",
            policy("'redact_keys': ['%s']".formatted(key)));
    assertThat(rendered.sensitivity()).isEqualTo(Sensitivity.MEDIUM);
    assertThat(rendered.hiding(Sensitivity.MEDIUM)).isEqualTo("[REDACTED] [REDACTED] Bo");
  }

  @Test
  void every_piece_says_where_it_came_from() {
    Rendered rendered =
        rendered("Hi {{context.user.name}} {{node.a.b.output.x.0.y}}{{const.MAX}}", "");
    assertThat(rendered.pieces())
        .containsExactly(
            new Piece("Hi ", Origin.AUTHOR, Sensitivity.LOW),
            new Piece("Ada", new Origin.Context("user.name"), Sensitivity.LOW),
            new Piece(" ", Origin.AUTHOR, Sensitivity.LOW),
            new Piece("deep", new Origin.Node("a.b"), Sensitivity.LOW),
            new Piece("10", Origin.AUTHOR, Sensitivity.LOW));
  }
}
