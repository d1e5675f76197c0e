package dev.aether.http;

import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.ExecutionSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server with as much to do as it may have.
@Timeout(60)
class OverloadTest {
  private static final String SLOW =
      "{\"dag\": {\"nodes\": [{\"id\": \"a\", \"prompt\": \"slow\"}]}}";

  @TempDir Path folder;

  private LocalServer server() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("mock.yaml"), "rules: [{pattern: slow, latency_ms: 600000}]");
    return new LocalServer(
        Settings.defaults()
            .with(LlmSetting.MOCK_FILE, script.toString())
            .with(ExecutionSetting.MAX_EXECUTIONS, "1")
            .with(ExecutionSetting.MAX_QUEUED, "1")
            .with(TelemetrySetting.LOG_LEVEL, "error"));
  }

  private static Answer begin(LocalServer server) throws InterruptedException {
    return server.post("/v1/executions", SLOW, "Prefer", "respond-async");
  }

  @Test
  void what_is_too_much_is_refused_at_once_and_told_when_to_come_back() throws Exception {
    try (var server = server()) {
      Answer running = begin(server);
      Answer queued = begin(server);
      assertThat(List.of(running.status(), queued.status())).containsOnly(202);
      assertThat(text(server.get(queued.header("location")).json(), "status")).isEqualTo("queued");
      for (String path : List.of("/execute", "/v1/executions")) {
        for (String accept : List.of("application/json", "text/event-stream")) {
          Answer refused = server.post(path, SLOW, "Accept", accept);
          BadInputTest.isProblem(refused, 503, "overloaded");
          assertThat(Integer.parseInt(refused.header("retry-after"))).isPositive();
        }
      }
      assertThat(server.get("/readyz").status()).isEqualTo(200);
      server.post(running.header("location") + "/cancel", "");
      server.get(running.header("location") + "/events");
      server.post(queued.header("location") + "/cancel", "");
      server.get(queued.header("location") + "/events");
      assertThat(
              server.post("/execute", SLOW.replace("slow", "quick"), "Prefer", "wait=30").status())
          .isEqualTo(200);
    }
  }
}
