package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.ExecutionSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.context.Value;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Json;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import dev.aether.testing.SeenRequest;
import dev.aether.testing.VendorStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is kept of executions from one server to the next on the same file. A server's store is
/// closed before everything else here, so what comes after is lost as it is in a crash.
@Timeout(60)
class RestartTest {
  private static final String CHAIN =
      """
      {"dag": {"metadata": {"flow_name": "chain"}, "nodes": [
        {"id": "a", "prompt": "one {{context.x}}", "model": "gpt-4o-mini"},
        {"id": "b", "prompt": "two {{node.a.output}}", "model": "gpt-4o-mini"},
        {"id": "c", "prompt": "three {{node.b.output}}", "model": "gpt-4o-mini"}]},
       "context": {"x": "tea"}, "options": {"cache": "bypass", "tags": ["red"],
        "metadata": {"ticket": 7}}}
      """;

  @TempDir Path folder;
  private final VendorStandIn vendor = VendorStandIn.start();

  @AfterEach
  void stop() {
    vendor.close();
  }

  private LocalServer server() {
    return new LocalServer(
        Settings.defaults()
            .with(ExecutionSetting.STORE, folder.resolve("executions.db").toString())
            .with(LlmSetting.OPENAI_API_KEY, "sk-test")
            .with(LlmSetting.OPENAI_BASE_URL, vendor.openAi().toString())
            .with(TelemetrySetting.LOG_LEVEL, "error"));
  }

  private static String text(Answer answer, String path) {
    return Json.at(answer.json(), path).asText();
  }

  @Test
  void an_execution_that_has_ended_is_the_same_after_a_restart() throws Exception {
    String path;
    String before;
    String events;
    String list;
    try (var server = server()) {
      path = "/v1/executions/" + text(server.post("/v1/executions", CHAIN), "execution_id");
      before = server.get(path).body();
      events = server.get(path + "/events").body();
      list = server.get("/v1/executions?tag=red&flow=chain&status=succeeded").body();
    }
    try (var server = server()) {
      assertThat(server.get(path).body()).isEqualTo(before);
      assertThat(server.get(path + "/events").body()).isEqualTo(events);
      for (int after = 1; after < 8; after++) {
        assertThat(events)
            .endsWith(
                server.get(path + "/events?after=" + after).body().replace("retry: 2000\n\n", ""));
      }
      assertThat(server.get("/v1/executions?tag=red&flow=chain&status=succeeded").body())
          .isEqualTo(list)
          .contains("\"flow\":\"chain\"");
      assertThat(text(server.get("/v1/executions?tag=blue"), "data")).isEqualTo("[]");
      assertThat(text(server.post(path + "/rerun", ""), "status")).isNotNull();
    }
    assertThat(vendor.log()).as("a rerun takes everything over").hasSize(3);
  }

  @Test
  void what_is_recorded_is_not_called_again_and_the_rest_goes_on() throws Exception {
    var asked = new CountDownLatch(1);
    vendor.usually(request -> slowSecond(request, asked));
    String path;
    try (var server = server()) {
      Answer begun = server.post("/v1/executions", CHAIN, "Prefer", "respond-async");
      path = begun.header("Location");
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    }
    vendor.usually(_ -> Behaviour.ECHO);
    try (var server = server()) {
      String events = server.get(path + "/events").body();
      Answer end = server.get(path);
      assertThat(text(end, "status")).isEqualTo("succeeded");
      assertThat(text(end, "output")).isEqualTo("three two one tea");
      assertThat(text(end, "metadata.ticket")).isEqualTo("7");
      assertThat(
              events.lines().filter(line -> line.startsWith("id: ")).map(line -> line.substring(4)))
          .as("no gap")
          .containsExactly(numbers(events));
      assertThat(events.split("event: execution.started", -1)).hasSize(2);
      assertThat(events.split("event: node.finished", -1)).hasSize(4);
    }
    assertThat(vendor.log())
        .extracting(SeenRequest::prompt)
        .filteredOn("one tea"::equals)
        .hasSize(1);
    assertThat(vendor.log()).hasSize(4);
  }

  private static String[] numbers(String events) {
    int count = (int) events.lines().filter(line -> line.startsWith("id: ")).count();
    return java.util.stream.IntStream.rangeClosed(1, count)
        .mapToObj(Integer::toString)
        .toArray(String[]::new);
  }

  private static Behaviour slowSecond(SeenRequest request, CountDownLatch asked) {
    if (!request.prompt().startsWith("two")) {
      return Behaviour.ECHO;
    }
    asked.countDown();
    return Behaviour.ECHO.after(Duration.ofMinutes(5));
  }

  @Test
  void a_request_to_stop_is_not_forgotten() throws Exception {
    var asked = new CountDownLatch(1);
    vendor.usually(request -> slowSecond(request, asked));
    String path;
    try (var server = server()) {
      path = server.post("/v1/executions", CHAIN, "Prefer", "respond-async").header("Location");
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      server.post(path + "/cancel", "");
    }
    try (var server = server()) {
      server.get(path + "/events");
      assertThat(text(server.get(path), "status")).isEqualTo("cancelled");
    }
  }

  @Test
  void an_idempotency_key_holds_across_a_restart() throws Exception {
    String id;
    try (var server = server()) {
      id = text(server.post("/v1/executions", CHAIN, "Idempotency-Key", "k1"), "execution_id");
    }
    try (var server = server()) {
      Answer again = server.post("/v1/executions", CHAIN, "Idempotency-Key", "k1");
      assertThat(text(again, "execution_id")).isEqualTo(id);
      assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
      Answer other =
          server.post("/v1/executions", CHAIN.replace("tea", "milk"), "Idempotency-Key", "k1");
      assertThat(other.status()).isEqualTo(422);
      assertThat(text(other, "code")).isEqualTo("idempotency_key_reused");
    }
    assertThat(vendor.log()).hasSize(3);
  }

  @Test
  void sensitive_values_are_not_kept_and_what_needs_them_ends_as_failed() throws Exception {
    String secret =
        """
        {"dag": {"nodes": [
          {"id": "a", "prompt": "one", "model": "gpt-4o-mini"},
          {"id": "b", "prompt": "two {{node.a.output}} {{context.pin}}", "model": "gpt-4o-mini",
           "template_refs": [{"raw": "{{context.pin}}", "kind": "context", "path": ["pin"],
             "sensitivity": "high"}]}]},
         "context": {"pin": "s3cret-pin-4711"}}
        """;
    var asked = new CountDownLatch(1);
    vendor.usually(request -> slowSecond(request, asked));
    String path;
    try (var server = server()) {
      path = server.post("/v1/executions", secret, "Prefer", "respond-async").header("Location");
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    }
    for (String file : new String[] {"executions.db", "executions.db-wal"}) {
      if (Files.exists(folder.resolve(file))) {
        assertThat(
                new String(
                    Files.readAllBytes(folder.resolve(file)),
                    java.nio.charset.StandardCharsets.ISO_8859_1))
            .doesNotContain("s3cret-pin");
      }
    }
    try (var server = server()) {
      assertThat(server.get(path + "/events").body()).contains("execution.finished"); // at its end
      Answer end = server.get(path);
      assertThat(text(end, "status")).isEqualTo("failed");
      assertThat(Json.at(end.json(), "node_status.b.error").toString()).contains("not_resumable");
      assertThat(text(end, "node_status.a.state")).isEqualTo("succeeded");
    }
  }

  @Test
  void the_oldest_leave_when_there_are_too_many() throws Exception {
    Settings few =
        Settings.defaults()
            .with(ExecutionSetting.STORE, folder.resolve("few.db").toString())
            .with(ExecutionSetting.KEEP, "150")
            .with(LlmSetting.MOCK_LATENCY_MS, "0")
            .with(TelemetrySetting.LOG_LEVEL, "error");
    try (var server = new LocalServer(few)) {
      for (int i = 0; i < 401; i++) {
        server.post("/execute", "{\"dag\": {\"nodes\": []}}");
      }
    }
    try (var server = new LocalServer(few)) {
      int kept = 0;
      String page = "/v1/executions?limit=200";
      while (!page.isEmpty()) {
        Answer answer = server.get(page);
        kept += Json.at(answer.json(), "data") instanceof Value.Arr(var items) ? items.size() : 0;
        String cursor = text(answer, "next_cursor");
        page =
            cursor.isEmpty() || cursor.equals("null")
                ? ""
                : "/v1/executions?limit=200&cursor=" + cursor;
      }
      assertThat(kept).isBetween(150, 350);
    }
  }
}
