package dev.aether.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.json.JsonText.Malformed;
import dev.aether.json.JsonText.Parsed;
import dev.aether.json.JsonText.Parsing;
import dev.aether.json.JsonText.TooDeep;
import dev.aether.testing.Gen;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.exc.JacksonIOException;

class JsonTextTest {
  private static Malformed malformed(Parsing parsing) {
    assertThat(parsing).isInstanceOf(Malformed.class);
    return (Malformed) parsing;
  }

  private static byte[] bytes(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a": 1,}       | 1 | 10
          {"a" 1}         | 1 | 7
          [1, 2           | 1 | 7
          "abc            | 1 | 5
          nul             | 1 | 1
          {"a": 01}       | 1 | 8
          {'a': 1}        | 1 | 3
          NaN             | 1 | 4
          [1] 2           | 1 | 5
          {"a": 1} }      | 1 | 11
          """)
  void text_that_is_no_json_is_refused_with_its_place(String text, int line, int column) {
    Malformed refused = malformed(JsonText.JSON.read(text));
    assertThat(refused.line()).isEqualTo(line);
    assertThat(refused.column()).isBetween(Math.max(1, column - 1), column + 1);
    assertThat(refused.reason()).isNotBlank().doesNotContain("tools.jackson").doesNotContain("\n");
  }

  @Test
  void lines_are_counted() {
    Malformed refused = malformed(JsonText.JSON.read("{\n  \"a\": 1,\n  \"b\": oops\n}"));
    assertThat(refused.line()).isEqualTo(3);
    assertThat(refused.sentence()).startsWith("line 3, column ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n\t "})
  void no_document_is_not_a_document(String text) {
    assertThat(malformed(JsonText.JSON.read(text)).reason()).isEqualTo("there is no document");
    assertThat(malformed(JsonText.JSON.read(text.getBytes(UTF_8))).line()).isEqualTo(1);
  }

  @Test
  void nesting_has_a_limit() {
    String fits = "[".repeat(JsonText.MAX_DEPTH) + "]".repeat(JsonText.MAX_DEPTH);
    assertThat(JsonText.JSON.read(fits)).isInstanceOf(Parsed.class);
    assertThat(JsonText.JSON.read("[" + fits + "]")).isEqualTo(new TooDeep(JsonText.MAX_DEPTH));
    assertThat(JsonText.JSON.read("{\"a\":".repeat(100_000))).isInstanceOf(TooDeep.class);
  }

  @Test
  void bytes_that_are_no_utf_8_are_refused() {
    assertThat(JsonText.JSON.read(bytes('"', 0xff, '"'))).isInstanceOf(Malformed.class);
    assertThat(JsonText.JSON.read(bytes('"', 0xc3, '"'))).isInstanceOf(Malformed.class);
    assertThat(JsonText.JSON.read(bytes('"', 0xed, 0xa0, 0x80, '"')))
        .as("half of a surrogate pair, written in UTF-8")
        .isInstanceOf(Malformed.class);
    assertThat(JsonText.JSON.read("\"é😀\"".getBytes(UTF_8)))
        .isEqualTo(new Parsed(new Value.Text("é😀")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud83d\"",
        "[\"\\ude00\"]",
        "{\"\\ud83d\": 1}",
        "[[{\"a\": \"x\\ud83dx\"}]]",
        "\"\\ude00\\ud83d\""
      })
  void half_of_a_surrogate_pair_is_no_text(String text) {
    assertThat(malformed(JsonText.JSON.read(text)).reason()).contains("surrogate");
  }

  @Test
  void escaped_pairs_are_text() {
    assertThat(JsonText.JSON.read("\"\\ud83d\\ude00\""))
        .isEqualTo(new Parsed(new Value.Text("😀")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.10",
        "-0",
        "0.0",
        "1E5",
        "1e-7",
        "12345678901234567890123",
        "9007199254740993",
        "1e400"
      })
  void numbers_keep_their_literal(String literal) {
    assertThat(JsonText.JSON.read(literal)).isEqualTo(new Parsed(new Value.Num(literal)));
    assertThat(
            new String(
                JsonText.JSON.write(out -> JsonText.write(out, new Value.Num(literal))), UTF_8))
        .isEqualTo(literal);
  }

  @Test
  void members_keep_their_order() {
    assertThat(
            CompactJson.of(
                ((Parsed) JsonText.JSON.read("{\"b\": 1, \"a\": {\"d\": 1, \"c\": 2}}")).value()))
        .isEqualTo("{\"b\":1,\"a\":{\"d\":1,\"c\":2}}");
  }

  @Test
  void values_survive_being_written_and_read() {
    Gen.forAll(
        2_000,
        gen -> {
          Value value = gen.value(4);
          byte[] written = JsonText.JSON.write(out -> JsonText.write(out, value));
          String compact = CompactJson.of(value);
          assertThat(JsonText.JSON.read(written)).isEqualTo(new Parsed(value));
          assertThat(JsonText.JSON.read(compact)).isEqualTo(new Parsed(value));
          assertThat(JsonText.JSON.read(new ByteArrayInputStream(written)))
              .isEqualTo(new Parsed(value));
          assertThat(compact).doesNotContain("\n");
        });
  }

  @Test
  void garbage_is_refused_and_nothing_else() {
    Gen.forAll(
        3_000,
        gen -> {
          byte[] bytes = CompactJson.of(gen.value(3)).getBytes(UTF_8);
          for (int i = gen.between(1, 3); i > 0 && bytes.length > 0; i--) {
            bytes[gen.below(bytes.length)] = (byte) gen.below(256);
          }
          assertThat(JsonText.JSON.read(bytes)).isNotNull();
        });
  }

  @Test
  void outputs_are_parsed_if_they_are_one_document() {
    assertThat(JsonText.JSON.parse(" {\"a\": []} "))
        .hasValue(new Value.Obj(Map.of("a", new Value.Arr(List.of()))));
    assertThat(JsonText.JSON.parse("{} trailing")).isEmpty();
    assertThat(JsonText.JSON.parse("")).isEmpty();
  }

  @Test
  void a_stream_that_breaks_is_not_malformed_json() throws IOException {
    InputStream broken = InputStream.nullInputStream();
    broken.close();
    assertThatThrownBy(() -> JsonText.JSON.read(broken)).isInstanceOf(JacksonIOException.class);
  }
}
