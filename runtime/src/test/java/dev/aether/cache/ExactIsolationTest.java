package dev.aether.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.llm.Calls;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.testing.Gen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nobody gets an answer to another request, whichever component differs, the tenant first of all.
@Timeout(60)
class ExactIsolationTest extends CacheFixture {
  /// Few values for each component, so that most pairs of requests differ in one or two of them,
  /// and values that look like each other's neighbours.
  private static LlmRequest request(Gen gen) {
    return new LlmRequest(
        gen.oneOf("", "a", "b"),
        gen.oneOf("p", "pp"),
        gen.oneOf("m", "pm", ""),
        gen.oneOf(List.of(Optional.empty(), Optional.of(""), Optional.of("s"))),
        gen.oneOf("", "q", "sq"),
        gen.oneOf(OptionalDouble.empty(), OptionalDouble.of(0), OptionalDouble.of(1)),
        gen.oneOf(OptionalInt.empty(), OptionalInt.of(0), OptionalInt.of(1)),
        gen.oneOf(
            List.of(
                Optional.empty(),
                Optional.of(Value.Obj.EMPTY),
                Optional.of(new Value.Obj(Map.of("a", new Value.Num("1")))),
                Optional.of(new Value.Obj(Map.of("a", new Value.Num("1.0")))))),
        gen.oneOf(List.of(Optional.empty(), Optional.of(""), Optional.of("int"))));
  }

  private static String described(LlmRequest request) {
    return request.outputSchema().map(CompactJson::of).orElse("none") + request;
  }

  @Test
  void an_answer_is_only_ever_given_to_the_request_that_it_answers() {
    Gen.forAll(
        50,
        gen -> {
          ExactCache cache =
              over(
                  (request, _) -> {
                    Completion said = Calls.answer(described(request));
                    return new Completion(
                        said.text(),
                        said.usage(),
                        said.finish(),
                        said.source(),
                        request.provider(),
                        request.model(),
                        said.responseId(),
                        said.warnings());
                  },
                  100_000,
                  Optional.empty());
          Map<LlmRequest, Integer> seen = new HashMap<>();
          for (int i = 0; i < 1_000; i++) {
            LlmRequest request = request(gen);
            var answer = (Completion) cache.complete(request, call());
            assertThat(answer.text()).isEqualTo(described(request));
            assertThat(answer.source().free())
                .as("whether %s is known", request)
                .isEqualTo(seen.merge(request, 1, Integer::sum) > 1);
          }
        });
  }
}
