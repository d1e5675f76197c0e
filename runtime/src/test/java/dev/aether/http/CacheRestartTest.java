package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.context.Value;
import dev.aether.testing.LocalServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Servers that follow each other with one directory for their caches.
@Timeout(60)
class CacheRestartTest {
  private static final Settings SETTINGS =
      Settings.defaults().with(LlmSetting.PROVIDER, "mock").with(LlmSetting.MOCK_LATENCY_MS, "0");

  @TempDir Path directory;

  private Value cacheOf(LocalServer server, String prompt) throws InterruptedException {
    return server
        .post(
            "/execute",
            """
            {"dag": {"nodes": [{"id": "a", "node_type": "llm_fn", "prompt_template": "%s"}]}}
            """
                .formatted(prompt))
        .at("results.0.cache");
  }

  @Test
  void answers_are_there_after_a_restart() throws Exception {
    try (var first = new LocalServer(SETTINGS, directory)) {
      assertThat(cacheOf(first, "p")).isEqualTo(new Value.Text("none"));
    }
    try (var second = new LocalServer(SETTINGS, directory)) {
      assertThat(cacheOf(second, "p")).isEqualTo(new Value.Text("exact"));
      assertThat(cacheOf(second, "q")).isEqualTo(new Value.Text("none"));
      assertThat(second.get("/cache/stats").at("layers.exact.bytes"))
          .isNotEqualTo(new Value.Num("0"));
      assertThat(second.post("/cache/clear", "").at("cleared")).isEqualTo(new Value.Num("2"));
    }
    try (var third = new LocalServer(SETTINGS, directory)) {
      assertThat(cacheOf(third, "p")).isEqualTo(new Value.Text("none"));
    }
  }

  @Test
  void a_server_starts_with_a_file_that_is_torn() throws Exception {
    try (var first = new LocalServer(SETTINGS, directory)) {
      cacheOf(first, "p");
    }
    Path file = directory.resolve("exact.cache");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    try (var second = new LocalServer(SETTINGS, directory)) {
      assertThat(cacheOf(second, "p")).isEqualTo(new Value.Text("none"));
      assertThat(directory.resolve("exact.cache.unreadable")).exists();
    }
    try (var third = new LocalServer(SETTINGS, directory)) {
      assertThat(cacheOf(third, "p")).isEqualTo(new Value.Text("exact"));
    }
  }
}
