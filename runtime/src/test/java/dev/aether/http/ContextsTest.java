package dev.aether.http;

import static dev.aether.testing.Json.items;
import static dev.aether.testing.Json.number;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.ContextSetting;
import dev.aether.config.ExecutionSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.testing.KeyedServer;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Stored contexts, through the real server.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContextsTest {
  static final String ADA = "{\"user\":{\"name\":\"Ada\",\"age\":36},\"topic\":\"tea\"}";

  @TempDir static Path folder;
  private LocalServer server;

  static Settings settings() {
    return Settings.defaults()
        .with(LlmSetting.MOCK_LATENCY_MS, "0")
        .with(TelemetrySetting.LOG_LEVEL, "error");
  }

  @BeforeAll
  void start() {
    server =
        new LocalServer(
            settings()
                .with(ContextSetting.CONTEXT_MAX_BYTES, "2000")
                .with(ContextSetting.CONTEXT_MAX_ENTRIES, "12"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Answer send(String method, String path, String body, String... headers)
      throws InterruptedException {
    return send(server, method, path, body, headers);
  }

  static Answer send(LocalServer server, String method, String path, String body, String... headers)
      throws InterruptedException {
    return server.send(
        HttpRequest.newBuilder(server.uri(path)).method(method, BodyPublishers.ofString(body)),
        headers);
  }

  @Test
  void a_context_is_created_replaced_read_and_deleted() throws Exception {
    Answer created = send("PUT", "/v1/contexts/life", ADA);
    assertThat(created.status()).isEqualTo(201);
    Answer read = server.get("/v1/contexts/life");
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.body()).isEqualTo(ADA);
    assertThat(read.header("etag")).isEqualTo(created.header("etag")).startsWith("\"");
    assertThat(server.get("/v1/contexts/life", "If-None-Match", read.header("etag")).status())
        .isEqualTo(304);
    Answer replaced = send("PUT", "/v1/contexts/life", "{}");
    assertThat(replaced.status()).isEqualTo(204);
    assertThat(replaced.header("etag")).isNotEqualTo(created.header("etag"));
    assertThat(send("DELETE", "/v1/contexts/life", "").status()).isEqualTo(204);
    BadInputTest.isProblem(server.get("/v1/contexts/life"), 404, "not_found");
    BadInputTest.isProblem(send("DELETE", "/v1/contexts/life", ""), 404, "not_found");
    BadInputTest.isProblem(send("PATCH", "/v1/contexts/life", "{}"), 404, "not_found");
  }

  @Test
  void a_change_can_insist_on_what_it_has_seen() throws Exception {
    String path = "/v1/contexts/seen";
    String first = send("PUT", path, ADA, "If-None-Match", "*").header("etag");
    String second = send("PUT", path, "{\"n\": 2}", "If-Match", first).header("etag");
    for (String method : List.of("PUT", "PATCH", "DELETE")) {
      for (String tag : List.of(first, "W/" + second, "\"x\", \"y\"")) {
        BadInputTest.isProblem(
            send(method, path, method.equals("DELETE") ? "" : "{}", "If-Match", tag),
            412,
            "precondition_failed");
      }
    }
    BadInputTest.isProblem(
        send("PUT", path, ADA, "If-None-Match", "*"), 412, "precondition_failed");
    BadInputTest.isProblem(
        send("PUT", "/v1/contexts/none", ADA, "If-Match", "*"), 412, "precondition_failed");
    for (String wrong : List.of("abc", "\"a\" \"b\"", "\"a", "")) {
      BadInputTest.isProblem(send("PUT", path, ADA, "If-Match", wrong), 400, "bad_request");
    }
    BadInputTest.isProblem(send("PUT", path, ADA, "If-None-Match", "\"a\""), 400, "bad_request");
    assertThat(server.get(path).body()).isEqualTo("{\"n\":2}");
    assertThat(send("PATCH", path, "{\"m\": 1}", "If-Match", "\"x\", " + second).body())
        .isEqualTo("{\"n\":2,\"m\":1}");
    assertThat(send("DELETE", path, "", "If-Match", "*").status()).isEqualTo(204);
  }

  @Test
  void a_patch_is_merged() throws Exception {
    send("PUT", "/v1/contexts/merged", ADA);
    Answer merged =
        send(
            "PATCH",
            "/v1/contexts/merged",
            "{\"user\": {\"age\": null, \"city\": \"London\"}, \"topic\": [1]}",
            "Content-Type",
            "application/merge-patch+json");
    assertThat(merged.status()).isEqualTo(200);
    assertThat(merged.body())
        .isEqualTo("{\"user\":{\"name\":\"Ada\",\"city\":\"London\"},\"topic\":[1]}")
        .isEqualTo(server.get("/v1/contexts/merged").body());
    assertThat(merged.header("etag")).isEqualTo(server.get("/v1/contexts/merged").header("etag"));
    BadInputTest.isProblem(
        send("PATCH", "/v1/contexts/merged", "[]", "Content-Type", "application/json-patch+json"),
        415,
        "unsupported_media_type");
  }

  @Test
  void patches_at_once_are_all_there_in_the_end() throws Exception {
    send("PUT", "/v1/contexts/busy", "{}");
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String patch = "{\"k" + i + "\": 1}";
      callers.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  send("PATCH", "/v1/contexts/busy", patch);
                } catch (InterruptedException impossible) {
                  throw new AssertionError(impossible);
                }
              }));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(server.get("/v1/contexts/busy").json().members()).hasSize(20);
  }

  @Test
  void a_snapshot_says_what_was_there_and_when() throws Exception {
    String etag = send("PUT", "/v1/contexts/shot", ADA).header("etag");
    Answer snapshot = server.get("/v1/contexts/shot/snapshot");
    assertThat(text(snapshot.json(), "id")).isEqualTo("shot");
    assertThat(text(snapshot.json(), "etag")).isEqualTo(etag);
    assertThat(text(snapshot.json(), "values.user.name")).isEqualTo("Ada");
    assertThat(text(snapshot.json(), "updated_at")).endsWith("Z");
    assertThat(number(snapshot.json(), "bytes")).isEqualTo(ADA.length());
    assertThat(snapshot.header("etag")).isEqualTo(etag);
    BadInputTest.isProblem(server.get("/v1/contexts/none/snapshot"), 404, "not_found");
  }

  @Test
  void what_is_no_context_is_refused() throws Exception {
    for (String body : List.of("[]", "1", "\"x\"", "null")) {
      BadInputTest.isProblem(send("PUT", "/v1/contexts/odd", body), 422, "invalid_context");
    }
    BadInputTest.isProblem(send("PUT", "/v1/contexts/odd", "{"), 400, "malformed_json");
    BadInputTest.isProblem(
        send("PUT", "/v1/contexts/odd", "{\"x\": \"" + "x".repeat(2000) + "\"}"),
        413,
        "payload_too_large");
    BadInputTest.isProblem(
        send("PUT", "/v1/contexts/" + "x".repeat(257), "{}"), 400, "bad_request");
    BadInputTest.isProblem(send("PUT", "/v1/contexts/a%0Ab", "{}"), 400, "bad_request");
    assertThat(server.get("/v1/contexts/odd").status()).isEqualTo(404);
    assertThat(send("POST", "/v1/contexts/odd", "{}").status()).isEqualTo(405);
  }

  @Test
  void a_merge_cannot_grow_past_the_limit() throws Exception {
    send("PUT", "/v1/contexts/grown", "{\"x\": \"" + "x".repeat(1500) + "\"}");
    BadInputTest.isProblem(
        send("PATCH", "/v1/contexts/grown", "{\"y\": \"" + "y".repeat(1500) + "\"}"),
        413,
        "payload_too_large");
  }

  @Test
  void a_list_comes_page_by_page_and_ends_with_the_limit() throws Exception {
    try (var own = new LocalServer(settings().with(ContextSetting.CONTEXT_MAX_ENTRIES, "3"))) {
      for (String id : List.of("b&c", "a%20b", "d")) {
        assertThat(send(own, "PUT", "/v1/contexts/" + id, ADA).status()).isEqualTo(201);
      }
      BadInputTest.isProblem(send(own, "PUT", "/v1/contexts/more", ADA), 409, "too_many_contexts");
      Answer first = own.get("/v1/contexts?limit=2");
      assertThat(text(first.json(), "data.0.id")).isEqualTo("a b");
      assertThat(text(first.json(), "data.1.id")).isEqualTo("b&c");
      assertThat(text(first.json(), "next_cursor")).isEqualTo("b&c");
      String next = first.header("link").replaceAll("<(.*)>.*", "$1");
      Answer second = own.get(next);
      assertThat(items(second.json(), "data")).hasSize(1);
      assertThat(text(second.json(), "data.0.id")).isEqualTo("d");
      assertThat(second.at("next_cursor").asText()).isEmpty();
      assertThat(own.get("/v1/contexts?limit=x").status()).isEqualTo(400);
    }
  }

  @Test
  void a_request_is_laid_over_the_context_that_it_names() throws Exception {
    send("PUT", "/v1/contexts/base", ADA);
    String flow =
        """
        {"dag": {"nodes": [{"id": "a", "node_type": "compute",
          "prompt_template": "{{context.user.name}} {{context.topic}}"}]},
         "context": {"topic": "bees"}, "options": {"context_id": "%s"}}
        """;
    for (String path : List.of("/execute", "/v1/executions")) {
      assertThat(text(server.post(path, flow.formatted("base")).json(), "output"))
          .isEqualTo("Ada bees");
      BadInputTest.isProblem(server.post(path, flow.formatted("none")), 404, "not_found");
    }
  }

  @Test
  void contexts_are_of_their_tenant() throws Exception {
    Settings keyed = KeyedServer.settings(folder, "ada acme execute", "bo other admin");
    try (var own = new LocalServer(keyed)) {
      String[] ada = {"X-API-Key", "key-of-ada"};
      String[] bo = {"X-API-Key", "key-of-bo"};
      send(own, "PUT", "/v1/contexts/mine", ADA, ada);
      assertThat(own.get("/v1/contexts/mine", ada).status()).isEqualTo(200);
      assertThat(own.get("/v1/contexts/mine", bo).status()).isEqualTo(404);
      assertThat(own.get("/v1/contexts", bo).body()).doesNotContain("mine");
      assertThat(send(own, "DELETE", "/v1/contexts/mine", "", bo).status()).isEqualTo(404);
      assertThat(send(own, "PUT", "/v1/contexts/mine", "{}", bo).status()).isEqualTo(201);
      assertThat(own.get("/v1/contexts/mine", ada).body()).isEqualTo(ADA);
      String flow =
          "{\"dag\": {\"nodes\": [{\"id\": \"a\", \"node_type\": \"compute\","
              + " \"prompt_template\": \"{{context.topic}}\"}]},"
              + " \"options\": {\"context_id\": \"mine\"}}";
      assertThat(text(own.post("/execute", flow, ada).json(), "output")).isEqualTo("tea");
      assertThat(text(own.post("/execute", flow, bo).json(), "status")).isEqualTo("failed");
    }
  }

  @Test
  void who_does_not_run_for_want_of_a_context_leaves_its_place() throws Exception {
    Settings narrow =
        settings()
            .with(ExecutionSetting.MAX_EXECUTIONS, "1")
            .with(ExecutionSetting.MAX_QUEUED, "0");
    try (var own = new LocalServer(narrow)) {
      for (int i = 0; i < 3; i++) {
        BadInputTest.isProblem(
            own.post(
                "/execute", "{\"dag\": {\"nodes\": []}, \"options\": {\"context_id\": \"none\"}}"),
            404,
            "not_found");
      }
      assertThat(own.post("/execute", "{\"dag\": {\"nodes\": []}}").status()).isEqualTo(200);
    }
  }
}
