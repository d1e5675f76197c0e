package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.llm.Asking;
import dev.aether.llm.Call;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.ShapeCheck;
import dev.aether.schema.JsonSchemas;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleValuesTest {
  private final JsonSchemas schemas = new JsonSchemas();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":\"string\",\"minLength\":50}",
        "{\"type\":\"string\",\"maxLength\":3}",
        "{\"type\":\"integer\",\"minimum\":17,\"multipleOf\":5}",
        "{\"type\":\"number\",\"exclusiveMaximum\":-3}",
        "{\"enum\":[\"red\",\"green\"]}",
        "{\"const\":{\"a\":[1]}}",
        "{\"type\":[\"null\",\"string\"]}",
        "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"minItems\":3}",
        "{\"type\":\"object\",\"required\":[\"x\"]}",
        "{\"properties\":{\"a\":{\"format\":\"date\",\"type\":\"string\"}},\"required\":[\"a\"]}",
        "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"],"
            + "\"allOf\":[{\"properties\":{\"b\":{\"type\":\"integer\"}},\"required\":[\"b\"]}]}",
        "{\"$defs\":{\"p\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},"
            + "\"required\":[\"n\"],\"additionalProperties\":false}},"
            + "\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/p\"}}",
        "{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"}}}"
      })
  void a_made_up_value_satisfies_its_schema(String schema) {
    Value.Obj wanted = Asking.object(schema);
    assertThat(schemas.defect(wanted)).isEmpty();

    assertThat(schemas.violation(wanted, SampleValues.of(wanted, "made up"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int",
        "float",
        "bool",
        "list<int>",
        "list<map<string,bool>>",
        "map<int,string>",
        "optional<list<float>>"
      })
  void the_mocks_answers_are_of_the_asked_for_type(String type) throws Exception {
    LlmRequest request = Asking.typed("x", type);
    var mock = new MockClient(MockScript.taking(Duration.ZERO), text -> text.length() / 4, _ -> {});

    assertThat(new ShapeCheck(mock, schemas, JsonText.JSON).complete(request, Call.PLAIN))
        .isInstanceOf(Completion.class);
  }

  @Test
  void no_document_is_fetched_because_a_schema_names_it() {
    Value.Obj foreign =
        Asking.object("{\"properties\":{\"a\":{\"$ref\":\"http://127.0.0.1:9/schema.json\"}}}");

    assertThat(schemas.defect(foreign)).isPresent();
  }

  @Test
  void schemas_of_older_dialects_work_too() {
    Value.Obj old =
        Asking.object(
            """
            {"$schema": "http://json-schema.org/draft-07/schema#",
             "type": "object", "required": ["a"]}\
            """);

    assertThat(schemas.defect(old)).isEmpty();
    assertThat(schemas.violation(old, Value.Obj.EMPTY)).isPresent();
  }
}
