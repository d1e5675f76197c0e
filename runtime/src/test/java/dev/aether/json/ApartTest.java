package dev.aether.json;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.json.JsonText.Parsed;
import dev.aether.testing.Gen;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApartTest {
  private static Optional<Apart<String>> read(byte[] utf8) {
    return Apart.read(utf8, "dag", text -> Optional.of(new String(text, UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"dag":{"a":1}}                              | {"a":1}            | {}
          {"dag": {"a":1} , "context":{"b":2}}         | {"a":1}            | {"context":{"b":2}}
          {"context":{"dag":{}},"dag":{ "a" : [ {} ] }}| { "a" : [ {} ] }   | {"context":{"dag":{}}}
          {"ä":"ö€😀","dag":{"ü":"}{"}}                | {"ü":"}{"}         | {"ä":"ö€😀"}
          {"dag":{"a":"\\"}"},"b":null}                | {"a":"\\"}"}       | {"b":null}
          {"dag":{"a":1},"dag":{"a":2}}                | {"a":2}            | {}
          """)
  void a_member_is_given_as_it_is_written(String document, String member, String rest) {
    Optional<Apart<String>> apart = read(document.getBytes(UTF_8));
    assertThat(apart).map(Apart::member).contains(member);
    assertThat(apart).map(Apart::rest).map(CompactJson::of).contains(rest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"dag\":[]}",
        "{\"dag\":null}",
        "{\"context\":{}}",
        "{\"dag\":{}",
        "{\"dag\":{]}",
        "{\"dag\":{}} 1",
        "{\"dag\":{\"a\":01}}",
        "{\"dag\":{},\"a\":\"\\ud800\"}",
        "{\"dag\":{},\"\\ud800\":1}"
      })
  void what_has_no_such_object_or_is_no_json_is_to_be_read_whole(String document) {
    assertThat(read(document.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void another_encoding_is_to_be_read_whole() {
    assertThat(read("{\"dag\":{\"a\":1}}".getBytes(UTF_16BE))).isEmpty();
  }

  @Test
  void what_a_member_says_is_refused_by_who_reads_it() {
    assertThat(parsed("{\"dag\":{\"a\":\"\\ud800\"}}".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void member_and_rest_are_what_the_whole_says_however_it_is_damaged() {
    Gen.forAll(
        3_000,
        gen -> {
          Map<String, Value> members = new LinkedHashMap<>();
          members.put("before", gen.value(2));
          members.put("dag", gen.object(3));
          members.put("after", gen.value(2));
          byte[] bytes = CompactJson.of(new Value.Obj(members)).getBytes(UTF_8);
          for (int i = gen.below(3); i > 0; i--) {
            bytes[gen.below(bytes.length)] = (byte) gen.below(256);
          }
          parsed(bytes)
              .ifPresent(apart -> {
                Map<String, Value> all = new LinkedHashMap<>(apart.rest().members());
                all.put("dag", apart.member());
                assertThat(JsonText.JSON.read(bytes)).isEqualTo(new Parsed(new Value.Obj(all)));
              });
        });
  }

  private static Optional<Apart<Value>> parsed(byte[] utf8) {
    return Apart.read(
        utf8,
        "dag",
        text ->
            JsonText.JSON.read(text) instanceof Parsed(var value)
                ? Optional.of(value)
                : Optional.empty());
  }
}
