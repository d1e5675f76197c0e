package dev.aether.http;

import static dev.aether.testing.Json.items;
import static dev.aether.testing.Json.number;
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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Executions as resources, through the real server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecutionsTest {
  static final String PAIR =
      """
      {"dag": {"metadata": {"flow_name": "pair"}, "nodes": [
        {"id": "a", "prompt": "first {{context.x}}"},
        {"id": "b", "prompt": "second {{node.a.output}} {{context.y}}"}]},
       "context": {"x": 1, "y": 1}, "options": {"tags": ["red"], "metadata": {"ticket": 7}}}
      """;
  static final String SLOW = "{\"dag\": {\"nodes\": [{\"id\": \"a\", \"prompt\": \"slow one\"}]}}";

  @TempDir static Path folder;
  LocalServer server;

  @BeforeAll
  void start() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("mock.yaml"), "rules: [{pattern: slow, latency_ms: 600000}]");
    server =
        new LocalServer(
            settings()
                .with(LlmSetting.MOCK_LATENCY_MS, "0")
                .with(LlmSetting.MOCK_FILE, script.toString())
                .with(TelemetrySetting.LOG_LEVEL, "error"));
  }

  /// Where executions are kept is what tells the classes apart that run these tests.
  Settings settings() {
    return Settings.defaults();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static List<String> ids(String stream) {
    return Pattern.compile("(?m)^id: (\\d+)$")
        .matcher(stream)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void a_synchronous_execution_answers_with_the_whole_resource() throws Exception {
    Answer answer = server.post("/v1/executions", PAIR);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(text(answer.json(), "status")).isEqualTo("succeeded");
    assertThat(text(answer.json(), "flow")).isEqualTo("pair");
    assertThat(text(answer.json(), "tags.0")).isEqualTo("red");
    assertThat(number(answer.json(), "metadata.ticket")).isEqualTo(7);
    assertThat(text(answer.json(), "finished_at")).endsWith("Z");

    String id = text(answer.json(), "execution_id");
    Answer again = server.get("/v1/executions/" + id);
    assertThat(again.body()).isEqualTo(answer.body());
    assertThat(server.get("/v1/executions/" + id, "If-None-Match", again.header("etag")).status())
        .isEqualTo(304);
  }

  @Test
  void an_asynchronous_execution_can_be_watched_and_cancelled() throws Exception {
    Answer begun = server.post("/v1/executions", SLOW, "Prefer", "respond-async");
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.headers()).containsEntry("preference-applied", "respond-async");
    String location = begun.header("location");
    assertThat(server.post(location + "/cancel", "").status()).isEqualTo(202);
    String events = server.get(location + "/events").body();
    assertThat(events).contains("event: node.skipped", "\"reason\":\"cancelled\"");
    assertThat(text(server.get(location).json(), "status")).isEqualTo("cancelled");
    assertThat(server.post(location + "/cancel", "").status()).isEqualTo(202);
  }

  @Test
  void a_wait_is_no_longer_than_asked_for() throws Exception {
    Answer begun = server.post("/v1/executions", SLOW, "Prefer", "wait=0");
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.headers()).containsEntry("preference-applied", "wait=0");
    server.post(begun.header("location") + "/cancel", "");
    assertThat(server.post("/v1/executions", PAIR, "Prefer", "wait=30").status()).isEqualTo(200);
  }

  @Test
  void a_stream_tells_everything_in_order() throws Exception {
    Answer stream = server.post("/v1/executions", PAIR, "Accept", "text/event-stream");
    assertThat(stream.headers()).containsEntry("content-type", "text/event-stream");
    assertThat(stream.headers()).containsEntry("cache-control", "no-store");
    assertThat(stream.body()).startsWith("retry: 2000\n\n");
    List<String> types =
        Pattern.compile("(?m)^event: (.+)$")
            .matcher(stream.body())
            .results()
            .map(match -> match.group(1))
            .filter(type -> !type.equals("node.delta"))
            .toList();
    assertThat(types)
        .containsExactly(
            "execution.started",
            "node.started",
            "node.finished",
            "node.started",
            "node.finished",
            "execution.finished");
    assertThat(ids(stream.body())).containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(stream.body().indexOf("event: execution.started"))
        .isLessThan((stream.body() + "event: node.delta").indexOf("event: node.delta"));
  }

  @Test
  void a_stream_that_is_cut_anywhere_and_resumed_is_the_same() throws Exception {
    String id = text(server.post("/v1/executions", PAIR).json(), "execution_id");
    String path = "/v1/executions/" + id + "/events";
    String whole = server.get(path).body();
    List<String> frames = new ArrayList<>(List.of(whole.split("\n\n")));
    for (int had = 0; had < 6; had++) {
      String rest = server.get(path, "Last-Event-ID", Integer.toString(had)).body();
      List<String> expected = new ArrayList<>(frames.subList(0, 1));
      expected.addAll(frames.subList(1 + had, frames.size()));
      assertThat(rest.split("\n\n")).containsExactlyElementsOf(expected);
      assertThat(server.get(path + "?after=" + had).body()).isEqualTo(rest);
    }
    assertThat(server.get(path + "?after=6").status()).isEqualTo(204);
    assertThat(server.get(path + "?after=x").status()).isEqualTo(400);
  }

  @Test
  void a_list_goes_from_the_newest_and_page_by_page() throws Exception {
    List<String> begun = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      begun.addFirst(
          text(
              server.post("/v1/executions", PAIR.replace("red", "listed")).json(), "execution_id"));
    }
    Answer first = server.get("/v1/executions?tag=listed&limit=2");
    assertThat(text(first.json(), "data.0.execution_id")).isEqualTo(begun.get(0));
    assertThat(text(first.json(), "data.1.execution_id")).isEqualTo(begun.get(1));
    assertThat(first.header("link")).contains("rel=\"next\"");
    Answer second =
        server.get("/v1/executions?tag=listed&limit=2&cursor=" + text(first.json(), "next_cursor"));
    assertThat(items(second.json(), "data")).hasSize(1);
    assertThat(text(second.json(), "data.0.execution_id")).isEqualTo(begun.get(2));
    assertThat(items(server.get("/v1/executions?tag=listed&status=failed").json(), "data"))
        .isEmpty();
    assertThat(items(server.get("/v1/executions?tag=listed&flow=pair").json(), "data")).hasSize(3);
    assertThat(server.get("/v1/executions?limit=0").status()).isEqualTo(400);
    assertThat(server.get("/v1/executions?status=odd").status()).isEqualTo(400);
  }

  @Test
  void a_rerun_takes_over_what_has_not_changed() throws Exception {
    String id = text(server.post("/v1/executions", PAIR).json(), "execution_id");
    Answer rerun =
        server.post("/v1/executions/" + id + "/rerun", "{\"context\": {\"x\": 1, \"y\": 2}}");
    assertThat(rerun.status()).isEqualTo(202);
    String location = rerun.header("location");
    String events = server.get(location + "/events").body();
    assertThat(events).doesNotContain("\"type\":\"node.started\",\"node_id\":\"a\"");
    assertThat(events).contains("\"type\":\"node.started\",\"node_id\":\"b\"");
    assertThat(text(server.get(location).json(), "parent_execution_id")).isEqualTo(id);

    Answer all = server.post("/v1/executions/" + id + "/rerun", "{\"from\": [\"a\"]}");
    assertThat(server.get(all.header("location") + "/events").body())
        .contains("\"type\":\"node.started\",\"node_id\":\"a\"");
    assertThat(server.post("/v1/executions/" + id + "/rerun", "{\"from\": [\"z\"]}").status())
        .isEqualTo(422);
  }

  @Test
  void an_idempotency_key_stands_for_one_request() throws Exception {
    Answer first = server.post("/v1/executions", PAIR, "Idempotency-Key", "\"k-1\"");
    Answer second = server.post("/v1/executions", PAIR, "Idempotency-Key", "k-1");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers()).containsEntry("idempotency-replayed", "true");
    Answer other = server.post("/v1/executions", SLOW, "Idempotency-Key", "k-1");
    BadInputTest.isProblem(other, 422, "idempotency_key_reused");

    Answer running =
        server.post("/v1/executions", SLOW, "Idempotency-Key", "k-2", "Prefer", "respond-async");
    BadInputTest.isProblem(
        server.post("/v1/executions", SLOW, "Idempotency-Key", "k-2"),
        409,
        "idempotency_in_progress");
    Answer same =
        server.post("/v1/executions", SLOW, "Idempotency-Key", "k-2", "Prefer", "respond-async");
    assertThat(same.header("location")).isEqualTo(running.header("location"));
    server.post(running.header("location") + "/cancel", "");
  }

  @Test
  void a_key_whose_execution_is_kept_no_more_runs_nothing_again() throws Exception {
    Settings few = Settings.defaults().with(ExecutionSetting.KEEP, "1");
    try (var forgetful = new LocalServer(few)) {
      forgetful.post("/v1/executions", PAIR, "Idempotency-Key", "k-4");
      forgetful.post("/v1/executions", PAIR);
      BadInputTest.isProblem(
          forgetful.post("/v1/executions", PAIR, "Idempotency-Key", "k-4"), 410, "answer_gone");
    }
  }

  @Test
  void what_is_refused_does_not_use_up_its_key() throws Exception {
    assertThat(server.post("/v1/executions", "{}", "Idempotency-Key", "k-3").status())
        .isEqualTo(422);
    assertThat(server.post("/v1/executions", PAIR, "Idempotency-Key", "k-3").status())
        .isEqualTo(200);
  }

  @Test
  void an_unknown_execution_is_not_found() throws Exception {
    for (String path : List.of("", "/events")) {
      BadInputTest.isProblem(server.get("/v1/executions/none" + path), 404, "not_found");
    }
  }
}
