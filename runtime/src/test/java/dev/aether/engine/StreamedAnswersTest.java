package dev.aether.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.engine.ExecutionEvent.NodeText;
import dev.aether.json.JsonText;
import dev.aether.llm.Calls;
import dev.aether.llm.LlmClient;
import dev.aether.llm.Models;
import dev.aether.testing.Flows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a reader hears of an answer while it arrives.
class StreamedAnswersTest {
  private static final String KEY = "sk-" + "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8"; // in two, for scanners
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
    Models models = name -> new Models.Route("mock", name.orElse("m"), Optional.empty());
    List<String> texts = new CopyOnWriteArrayList<>();
    new Engine(
            new NodePipeline(models, model),
            JsonText.JSON,
            () -> "e",
            () -> Instant.EPOCH,
            System::nanoTime)
        .prepare(
            Flows.plan(
                Flows.nodes("{'id': 'a', 'prompt': 'p', 'security': {'answers': '" + mode + "'}}")),
            Flows.object("{}"),
            RunOptions.DEFAULT.streamed(),
            Map.of(),
            event -> {
              if (event instanceof NodeText(_, var text, _)) {
                texts.add(text);
              }
            })
        .run();
    assertThat(String.join("/", texts)).isEqualTo(heard == null ? "" : heard);
  }
}
