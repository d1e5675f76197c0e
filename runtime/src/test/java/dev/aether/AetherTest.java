package dev.aether;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.Report;
import dev.aether.guard.Family;
import dev.aether.guard.Finding;
import dev.aether.guard.Piece;
import dev.aether.guard.PromptGuard;
import dev.aether.guard.View;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// The runtime inside another program.
class AetherTest {
  private static final PromptGuard NO_TULIPS =
      piece -> {
        int at = piece.text().indexOf("tulip");
        return at < 0
            ? List.of()
            : List.of(
                new Finding(
                    "no-tulips", Family.HIJACKING, 1, piece.origin(), at, 5, View.PLAIN, "tulip"));
      };

  @Test
  void a_guard_of_the_operators_own_is_asked() throws InterruptedException {
    Settings settings = Settings.defaults().with(LlmSetting.MOCK_LATENCY_MS, "0");
    try (Aether aether = Aether.with(settings, NO_TULIPS)) {
      String flow = "{\"nodes\": [{\"id\": \"a\", \"prompt\": \"About {{topic}}\"}]}";
      Report rose = aether.run(flow, new Members().put("topic", "a rose").end());
      assertThat(rose.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
      Report tulip = aether.run(flow, new Members().put("topic", "a tulip").end());
      assertThat(tulip.nodes().getFirst().error().orElseThrow().code())
          .isEqualTo("security_violation");
    }
  }

  @Test
  void a_guard_of_the_operators_own_is_asked_about_authors_once_and_again_after_it_failed()
      throws InterruptedException {
    List<Piece> asked = new CopyOnWriteArrayList<>();
    PromptGuard failsAtFirst =
        piece -> {
          asked.add(piece);
          return asked.size() > 1
              ? List.of()
              : List.of(
                  new Finding("down", Family.FAILURE, 1, piece.origin(), 0, 0, View.PLAIN, ""));
        };
    Settings settings = Settings.defaults().with(LlmSetting.MOCK_LATENCY_MS, "0");
    try (Aether aether = Aether.with(settings, failsAtFirst)) {
      for (int i = 0; i < 4; i++) {
        Report _ =
            aether.run("{\"nodes\": [{\"id\": \"a\", \"prompt\": \"About\"}]}", Value.Obj.EMPTY);
      }
    }
    assertThat(asked).hasSize(2);
  }
}
