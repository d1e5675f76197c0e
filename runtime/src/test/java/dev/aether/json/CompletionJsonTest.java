package dev.aether.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.testing.Gen;
import dev.aether.testing.GenAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletionJsonTest {
  @Test
  void an_answer_comes_back_as_it_was() {
    Gen.forAll(
        1_000,
        gen -> {
          Completion answer = GenAnswer.answer(gen);
          String text = CompactJson.of(CompletionJson.of(answer));
          Value value = JsonText.JSON.parse(text).orElseThrow();
          assertThat(CompletionJson.read(value)).contains(answer);
        });
  }

  @Test
  void what_is_no_answer_is_none() {
    Gen.forAll(
        1_000,
        gen -> {
          Value.Obj whole = CompletionJson.of(GenAnswer.answer(gen));
          Map<String, Value> members = new LinkedHashMap<>(whole.members());
          String needed = gen.oneOf("text", "usage", "finish", "source", "provider", "model");
          if (gen.chance(0.5)) {
            members.remove(needed);
          } else {
            members.put(
                needed, gen.oneOf(Value.Null.NULL, new Value.Bool(true), new Value.Num("1")));
          }
          assertThat(CompletionJson.read(new Value.Obj(members))).isEmpty();
          assertThat(CompletionJson.read(gen.value(3))).isEmpty();
        });
  }
}
