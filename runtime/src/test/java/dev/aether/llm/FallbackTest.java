package dev.aether.llm;

import static dev.aether.llm.Asking.answer;
import static dev.aether.llm.Asking.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.llm.CallEvent.FellBack;
import dev.aether.llm.LlmFailure.Refused;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.Models.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FallbackTest {
  private final List<CallEvent> events = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final Map<String, LlmFailure> failing =
      new HashMap<>(Map.of("model", new Unavailable("vendor", "down", Optional.empty())));

  private final Fallback fallback =
      new Fallback(
          (request, call) -> {
            asked.add(request.provider() + "/" + request.model());
            if (call.streaming() && request.prompt().equals("talkative")) {
              call.onText().accept("well");
            }
            LlmFailure failure = failing.get(request.model());
            return failure == null
                ? answer(request, "yes")
                : new NoCompletion(failure, new Spent(Usage.of(1, 1), Optional.empty()));
          },
          name -> {
            String model = name.orElseThrow();
            return new Route(
                "second",
                model,
                model.equals("keyless") ? Optional.of("by the mock") : Optional.empty());
          });

  private LlmResult ask(String prompt, boolean streaming, String... models)
      throws InterruptedException {
    return fallback.complete(
        request(prompt),
        Asking.call(
            streaming, _ -> {}, Deadline.NEVER, RetryPolicy.NONE, List.of(models), events::add));
  }

  @Test
  void the_next_model_answers_and_says_so() throws Exception {
    var answer = (Completion) ask("x", false, "other");

    assertThat(answer.provider()).isEqualTo("second");
    assertThat(answer.model()).isEqualTo("other");
    assertThat(answer.warnings()).containsExactly("other answered, because model did not");
    assertThat(answer.wasted().usage()).isEqualTo(Usage.of(1, 1));
    assertThat(events).singleElement().isInstanceOf(FellBack.class);
  }

  @Test
  void models_are_asked_in_order_until_one_answers() throws Exception {
    failing.put("b", new Unavailable("second", "down", Optional.empty()));

    ask("x", false, "b", "c", "d");

    assertThat(asked).containsExactly("vendor/model", "second/b", "second/c");
  }

  @Test
  void nobody_else_is_asked_what_one_model_refused() throws Exception {
    failing.put("model", new Refused("vendor", "no"));

    assertThat(ask("x", false, "other")).isInstanceOf(NoCompletion.class);
    assertThat(asked).hasSize(1);
  }

  @Test
  void not_after_text_has_reached_a_reader() throws Exception {
    assertThat(ask("talkative", true, "other")).isInstanceOf(NoCompletion.class);
    assertThat(asked).hasSize(1);
  }

  @Test
  void a_model_that_only_the_mock_could_play_is_passed_over() throws Exception {
    ask("x", false, "keyless", "other");

    assertThat(asked).containsExactly("vendor/model", "second/other");
  }

  @Test
  void when_all_fail_the_last_failure_is_told_and_all_is_counted() throws Exception {
    failing.put("b", new Unavailable("second", "also down", Optional.empty()));

    var failed = (NoCompletion) ask("x", false, "b");

    assertThat(failed.failure().sentence()).contains("also down");
    assertThat(failed.spent().usage()).isEqualTo(Usage.of(2, 2));
  }
}
