package dev.aether.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.CompactJson;
import dev.aether.json.JsonText.Malformed;
import dev.aether.json.JsonText.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
  private static String json(String yaml) {
    return switch (YamlText.read(yaml)) {
      case Parsed(var value) -> CompactJson.of(value);
      case JsonText.Parsing other -> throw new AssertionError(other);
    };
  }

  @Test
  void yaml_becomes_the_same_values_as_json() {
    assertThat(json("a: 1\nb: [x, 'y', true, null, 1.50]\nc:\n  d: |\n    two\n    lines\n"))
        .isEqualTo("{\"a\":1,\"b\":[\"x\",\"y\",true,null,1.50],\"c\":{\"d\":\"two\\nlines\\n\"}}");
    assertThat(json("{\"a\": [1, 2e3, \"x\"]}")).isEqualTo("{\"a\":[1,2e3,\"x\"]}");
  }

  @ParameterizedTest
  @CsvSource({"0x1F, 31", "1_000, 1000", "+5, 5", "-0x10, -16", "0o17, 15", "0b11, 3"})
  void numbers_that_only_yaml_has_become_numbers_of_json(String yaml, String number) {
    String found = json("n: " + yaml);
    assertThat(found).isIn("{\"n\":" + number + "}", "{\"n\":\"" + yaml + "\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {".inf", "-.inf", ".nan", "1_0.5", "5.", ".5", "+1.5", "012"})
  void whatever_looks_like_a_number_can_be_written_as_json(String yaml) {
    assertThat(JsonText.JSON.read(json("n: " + yaml))).isInstanceOf(Parsed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: [1", "a: b: c", "\tx: 1", "a: 1\n---\nb: 2\n", ""})
  void text_that_is_not_one_document_is_refused(String yaml) {
    assertThat(YamlText.read(yaml)).isInstanceOf(Malformed.class);
  }
}
