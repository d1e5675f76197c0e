package dev.aether.http;

import static dev.aether.testing.Json.number;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What answers about executions say besides the executions themselves.
@Timeout(60)
class ExecutionAnswersTest {
  private static final String FLOW =
      """
      {"dag": {"nodes": [
        {"id": "asks", "prompt": "one two three", "model": "openai/gpt-4o-mini"},
        {"id": "shaped", "prompt": "no such shape", "model": "mock-1",
         "output_schema": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}},
        {"id": "counts", "node_type": "compute", "expression": "1 + 1"}]}}
      """;

  @TempDir static Path folder;
  private static LocalServer server;

  @BeforeAll
  static void start() throws IOException {
    Path script =
        Files.writeString(folder.resolve("mock.yaml"), "rules: [{pattern: shape, answer: none}]");
    server =
        new LocalServer(
            Settings.defaults()
                .with(LlmSetting.MOCK_FILE, script.toString())
                .with(LlmSetting.MOCK_LATENCY_MS, "0")
                .with(TelemetrySetting.LOG_LEVEL, "error"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<Value> events(String stream, String type, String node) {
    return stream
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> JsonText.JSON.parse(line.substring("data: ".length())).orElseThrow())
        .filter(data -> text(data, "type").equals(type) && text(data, "node_id").equals(node))
        .toList();
  }

  @Test
  void events_say_who_is_asked_and_what_a_failure_took() throws Exception {
    String stream = server.post("/v1/executions", FLOW, "Accept", "text/event-stream").body();
    Value started = events(stream, "node.started", "asks").getFirst();
    assertThat(text(started, "provider")).isEqualTo("mock");
    assertThat(text(started, "model")).isEqualTo("gpt-4o-mini");
    assertThat(((Value.Obj) events(stream, "node.started", "counts").getFirst()).members())
        .doesNotContainKeys("provider", "model");
    Value failed = events(stream, "node.finished", "shaped").getFirst();
    assertThat(text(failed, "error.code")).isEqualTo("schema_violation");
    assertThat(number(failed, "usage.total_tokens")).isPositive();
  }

  @Test
  void an_execution_that_has_ended_says_where_its_time_went() throws Exception {
    for (String wish : List.of("", "wait=30")) {
      assertThat(server.post("/v1/executions", FLOW, "Prefer", wish).header("server-timing"))
          .matches("total;dur=[0-9.]+, provider;dur=[0-9.]+, overhead;dur=[0-9.]+");
    }
    Answer begun = server.post("/v1/executions", FLOW, "Prefer", "respond-async");
    assertThat(begun.headers()).doesNotContainKey("server-timing");
  }

  @Test
  void problems_name_the_execution_and_the_node_that_they_are_about() throws Exception {
    String id = text(server.post("/v1/executions", FLOW).json(), "execution_id");
    Answer node = server.get("/v1/executions/" + id + "/nodes?node=none");
    assertThat(node.status()).isEqualTo(404);
    assertThat(text(node.json(), "execution_id")).isEqualTo(id);
    assertThat(text(node.json(), "node_id")).isEqualTo("none");
    for (String path : List.of("", "/events", "/page")) {
      Answer none = server.get("/v1/executions/none" + path);
      assertThat(none.status()).isEqualTo(404);
      assertThat(text(none.json(), "execution_id")).isEqualTo("none");
    }
    Answer rerun = server.post("/v1/executions/" + id + "/rerun", "{\"from\": [\"none\"]}");
    assertThat(rerun.status()).isEqualTo(422);
    assertThat(text(rerun.json(), "execution_id")).isEqualTo(id);
    assertThat(server.post("/v1/executions", "{").json().members())
        .doesNotContainKeys("execution_id", "node_id");
  }

  @Test
  void who_takes_no_form_of_the_answer_is_told_before_anything_runs() throws Exception {
    for (String path : List.of("/execute", "/v1/executions")) {
      Answer refused = server.post(path, FLOW, "Accept", "text/html, application/json;q=0");
      assertThat(refused.status()).isEqualTo(406);
      assertThat(text(refused.json(), "code")).isEqualTo("not_acceptable");
      assertThat(text(refused.json(), "detail")).contains("application/json", "text/event-stream");
    }
    String id = text(server.post("/v1/executions", FLOW).json(), "execution_id");
    String events = "/v1/executions/" + id + "/events";
    assertThat(server.get(events, "Accept", "application/json").status()).isEqualTo(406);
    assertThat(server.get(events, "Accept", "text/*").status()).isEqualTo(200);
  }

  @Test
  void what_is_taken_is_given() throws Exception {
    for (String accept :
        List.of(
            "*/*", "application/*", "application/json; charset=utf-8", "text/html, */*;q=0.1")) {
      Answer answer = server.post("/execute", FLOW, "Accept", accept);
      assertThat(answer.status()).as(accept).isEqualTo(200);
      assertThat(answer.header("content-type")).startsWith("application/json");
    }
    assertThat(
            server
                .post("/execute", FLOW, "Accept", "application/json, text/event-stream;q=0")
                .header("content-type"))
        .startsWith("application/json");
    assertThat(server.post("/execute", FLOW, "Accept", "Text/Event-Stream").header("content-type"))
        .startsWith("text/event-stream");
  }
}
