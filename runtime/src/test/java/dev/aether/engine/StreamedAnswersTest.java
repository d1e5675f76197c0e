package dev.aether.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.engine.ExecutionEvent.NodeText;
import dev.aether.json.JsonText;
import dev.aether.llm.Calls;
import dev.aether.llm.Fallback;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.Models;
import dev.aether.llm.Retrying;
import dev.aether.testing.Flows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a reader hears of an answer while it arrives.
class StreamedAnswersTest {
  private static final String KEY = "sk-" + "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8"; // in two, for scanners
  private static final Models MODELS =
      name -> new Models.Route("mock", name.orElse("m"), Optional.empty());
  private static final List<String> SAID =
      List.of("The ", "key ", "is ", KEY.substring(0, 9), KEY.substring(9), ", ask ", "a@b.org");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          off     | The /key /is /sk-Ab1Cd2/Ef3Gh4Ij5Kl6Mn7Op8/, ask /a@b.org
          secrets | The /key /is /[REDACTED], ask /a@b.org
          redact  | The key is [REDACTED], ask [REDACTED]
          block   |
          """)
  void a_secret_is_held_back_until_it_is_known(String mode, String heard) {
    LlmClient model =
        (_, call) -> {
          SAID.forEach(call.onText());
          return Calls.answer(String.join("", SAID));
        };
    assertThat(String.join("/", heard(model, mode, ""))).isEqualTo(heard == null ? "" : heard);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          off|sk-Ab|1|sk-Ab
          secrets|sk-Ab|2|The key is [REDACTED], ask a@b.org
          secrets|The (sk-Ab|1|The (
          redact|The sk-Ab|2|The key is [REDACTED], ask [REDACTED]
          block|The sk-Ab|2|-
          """)
  void what_was_held_back_keeps_nobody_from_asking_again_and_is_never_told(
      String mode, String first, int calls, String heard) {
    for (String more :
        List.of(
            ", 'execution_hints': {'retry': {'max_attempts': 3}}", ", 'fallback_models': ['b']")) {
      var called = new AtomicInteger();
      LlmClient model =
          (_, call) -> {
            if (called.incrementAndGet() == 1) {
              call.onText().accept(first);
              return new NoCompletion(new Unavailable("mock", "cut off", Optional.empty()));
            }
            SAID.forEach(call.onText());
            return Calls.answer(String.join("", SAID));
          };
      var asking = new Fallback(new Retrying(model, RandomGenerator.getDefault(), _ -> {}), MODELS);
      assertThat(String.join("", heard(asking, mode, more))).isEqualTo(heard == null ? "" : heard);
      assertThat(called).as(more).hasValue(calls);
    }
  }

  private static List<String> heard(LlmClient model, String mode, String more) {
    List<String> texts = new CopyOnWriteArrayList<>();
    new Engine(
            new NodePipeline(MODELS, model),
            JsonText.JSON,
            () -> "e",
            () -> Instant.EPOCH,
            System::nanoTime)
        .prepare(
            Flows.plan(
                Flows.nodes(
                    "{'id': 'a', 'prompt': 'p', 'security': {'answers': '"
                        + mode
                        + "'}"
                        + more
                        + "}")),
            Flows.object("{}"),
            RunOptions.DEFAULT.streamed(),
            Map.of(),
            event -> {
              if (event instanceof NodeText(_, var text, _)) {
                texts.add(text);
              }
            })
        .run();
    return texts;
  }
}
