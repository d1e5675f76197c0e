package dev.aether.llm;

import static dev.aether.llm.Asking.answer;
import static dev.aether.llm.Asking.structured;
import static dev.aether.llm.Asking.typed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.context.Value.Bool;
import dev.aether.context.Value.Null;
import dev.aether.context.Value.Num;
import dev.aether.json.JsonText;
import dev.aether.llm.CallEvent.RetryPlanned;
import dev.aether.llm.LlmFailure.Rejected;
import dev.aether.llm.LlmFailure.ShapeViolation;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.schema.JsonSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeCheckTest {
  private static final String PERSON =
      """
      {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0}},
       "required": ["age"], "additionalProperties": false}\
      """;

  private final List<String> answers = new ArrayList<>();
  private final List<LlmRequest> asked = new ArrayList<>();
  private final List<CallEvent> events = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();

  private final LlmClient model =
      (request, call) -> {
        asked.add(request);
        String text = answers.removeFirst();
        call.onText().accept(text);
        return answer(request, text);
      };
  private final ShapeCheck check = new ShapeCheck(model, new JsonSchemas(), JsonText.JSON);

  private LlmResult ask(LlmRequest request, String answer) throws InterruptedException {
    answers.add(answer);
    return check.complete(request, Call.PLAIN.telling(heard::add));
  }

  private String violation(LlmRequest request, String answer) throws InterruptedException {
    var failed = (NoCompletion) ask(request, answer);
    assertThat(failed.spent().usage()).isEqualTo(Usage.of(10, 5));
    return ((ShapeViolation) failed.failure()).violation();
  }

  private Value value(LlmRequest request, String answer) throws InterruptedException {
    return ((Completion) ask(request, answer)).value().orElseThrow();
  }

  @Test
  void an_answer_that_satisfies_its_schema_is_read_as_a_value() throws Exception {
    assertThat(value(structured("x", PERSON), "{\"age\": 3}"))
        .isEqualTo(Asking.object("{\"age\":3}"));
  }

  @Test
  void json_in_a_code_block_is_taken_out_of_it() throws Exception {
    var answer = (Completion) ask(structured("x", PERSON), "```json\n{\"age\": 3}\n```");

    assertThat(answer.text()).isEqualTo("{\"age\": 3}");
  }

  @Test
  void a_violation_says_where_and_what() throws Exception {
    assertThat(violation(structured("x", PERSON), "{\"age\": \"three\"}"))
        .contains("age")
        .contains("integer");
    assertThat(violation(structured("x", PERSON), "{}")).contains("age");
    assertThat(violation(structured("x", PERSON), "I am three")).contains("not JSON");
  }

  @Test
  void a_schema_that_is_none_costs_nothing() throws Exception {
    LlmResult result = check.complete(structured("x", "{\"type\": 7}"), Call.PLAIN);

    assertThat(((NoCompletion) result).failure()).isInstanceOf(Rejected.class);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int|42|42",
        "int| 42 |42",
        "float|1.5|1.5",
        "bool|true|true",
        "bool|True|true",
        "list<string>|[\"a\", \"b\"]|[\"a\",\"b\"]",
        "list<list<int>>|[[1],[]]|[[1],[]]",
        "map<string,int>|{\"a\": 1}|{\"a\":1}",
        "map<string, list<bool>>|{\"a\": [true]}|{\"a\":[true]}",
        "optional<int>|null|null",
        "optional<int>|None|null",
        "optional<int>|7|7"
      })
  void types_are_read(String type, String text, String json) throws Exception {
    assertThat(value(typed("x", type), text)).isEqualTo(JsonText.JSON.parse(json).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int|1.5|a whole number",
        "int|forty|a whole number",
        "bool|yes|true or false",
        "list<string>|[1]|[0] must be a string",
        "list<string>|a, b|a JSON array",
        "map<string,int>|{\"a\": \"b\"}|the answer.a must be a whole number",
        "map<int,int>|{\"a\": 1}|whole numbers for keys",
        "optional<bool>|[]|true or false"
      })
  void what_is_of_another_type_is_told(String type, String text, String message) throws Exception {
    assertThat(violation(typed("x", type), text)).contains(message);
  }

  @ParameterizedTest
  @CsvSource({"string", "Sentiment", "optional<Person>", "weird<"})
  void types_that_nothing_is_known_of_pass(String type) throws Exception {
    assertThat(((Completion) ask(typed("x", type), "anything")).value()).isEmpty();
  }

  @Test
  void a_reader_hears_nothing_that_is_not_right() throws Exception {
    ask(typed("x", "int"), "forty");
    assertThat(heard).isEmpty();

    ask(typed("x", "int"), "42");
    assertThat(heard).containsExactly("42");
  }

  @Test
  void the_model_is_told_what_was_wrong_and_its_next_answer_is_marked() throws Exception {
    answers.addAll(List.of("{\"age\": -1}", "{\"age\": 1}"));
    var retrying = new Retrying(check, RandomGenerator.getDefault(), _ -> {});

    var answer =
        (Completion)
            retrying.complete(
                structured("how old?", PERSON), Asking.retried(Asking.THRICE, events::add));

    assertThat(answer.repaired()).isTrue();
    assertThat(answer.wasted().usage()).isEqualTo(Usage.of(10, 5));
    assertThat(answer.usage()).isEqualTo(Usage.of(10, 5));
    assertThat(asked.get(0).prompt()).isEqualTo("how old?");
    assertThat(asked.get(1).prompt()).startsWith("how old?").contains("minimum");
    assertThat(events).singleElement().isInstanceOf(RetryPlanned.class);
  }

  @Test
  void the_message_of_the_last_violation_is_the_one_that_is_added() throws Exception {
    answers.addAll(List.of("{\"age\": -1}", "nonsense", "{\"age\": 1}"));
    var retrying = new Retrying(check, RandomGenerator.getDefault(), _ -> {});

    retrying.complete(structured("how old?", PERSON), Asking.retried(Asking.THRICE, events::add));

    assertThat(asked.get(2).prompt()).contains("not JSON").doesNotContain("minimum");
  }

  @Test
  void plain_text_is_left_alone() throws Exception {
    assertThat(((Completion) ask(Asking.request("x"), " free \n text ")).text())
        .isEqualTo(" free \n text ");
  }

  @Test
  void words_for_nothing_and_truth_are_values() {
    assertThat(ReturnType.of("bool").fromText("FALSE")).contains(new Bool(false));
    assertThat(ReturnType.of("optional<int>").fromText("")).contains(Null.NULL);
    assertThat(ReturnType.of("int").violation(new Num("1e3"), "it")).isEqualTo(Optional.empty());
  }
}
