package dev.aether.http;

import static dev.aether.testing.Json.number;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.TestParts;
import dev.aether.config.Settings;
import dev.aether.testing.KeyedServer;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may call what.
class CallersTest {
  static final String FLOW = "{\"dag\":{\"nodes\":[{\"id\":\"a\",\"prompt\":\"tea\"}]}}";

  /// Every route, and what a caller gets: without a key, with a wrong one, as reader, as executor,
  /// as administrator, and as administrator of another tenant.
  static final String TABLE =
      """
      POST /execute           401 401 403 200 200 200
      POST /v1/validate       401 401 200 200 200 200
      POST /v1/executions     401 401 403 200 200 200
      GET /v1/executions      401 401 200 200 200 200
      GET /v1/executions/{id} 401 401 404 404 404 404
      GET /v1/executions/{id}/events 401 401 404 404 404 404
      POST /v1/executions/{id}/cancel 401 401 403 404 404 404
      POST /v1/executions/{id}/rerun 401 401 403 404 404 404
      GET /v1/executions/{id}/nodes 401 401 404 404 404 404
      GET /v1/executions/{id}/page 401 401 404 404 404 404
      GET /v1/contexts        401 401 200 200 200 200
      GET /v1/contexts/{id}   401 401 404 404 404 404
      GET /v1/contexts/{id}/snapshot 401 401 404 404 404 404
      PATCH /v1/contexts/{id} 401 401 403 404 404 404
      DELETE /v1/contexts/{id} 401 401 403 404 404 404
      PUT /v1/contexts/{id}   401 401 403 201 204 201
      GET /v1/live            401 401 200 200 200 200
      GET /                   200 200 200 200 200 200
      GET /console/{file}     200 200 200 200 200 200
      GET /metrics            401 401 403 403 200 200
      GET /cache/stats        401 401 200 200 200 200
      POST /cache/clear       401 401 403 403 200 200
      DELETE /v1/cache/entries/{id} 401 401 403 403 404 404
      POST /v1/cache/entries/{id}/wrong 401 401 403 404 404 404
      GET /health             200 200 200 200 200 200
      GET /healthz            200 200 200 200 200 200
      GET /readyz             200 200 200 200 200 200
      GET /openapi.json       200 200 200 200 200 200
      GET /problems/{code}    200 200 200 200 200 200
      """;

  static final List<String> CALLERS =
      List.of("", "stranger", "reader", "executor", "admin", "neighbour");

  @TempDir static Path folder;
  static LocalServer server;

  @BeforeAll
  static void start() {
    server =
        new LocalServer(
            KeyedServer.settings(
                folder,
                "reader acme read",
                "executor acme execute",
                "admin acme admin",
                "neighbour other admin",
                "counter third execute 2"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Answer ask(String method, String path, String caller) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(
                server.uri(
                    path.replace("{code}", "not_found")
                        .replace("{id}", "none")
                        .replace("{file}", "main.js")))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(method.equals("GET") ? "" : FLOW));
    return caller.isEmpty()
        ? server.send(request)
        : server.send(request, "Authorization", "Bearer key-of-" + caller);
  }

  @Test
  void every_endpoint_answers_every_caller_as_the_table_says() throws Exception {
    var tested = new ArrayList<String>();
    for (String line : TABLE.lines().toList()) {
      String[] words = line.split("\\s+", -1);
      tested.add(words[0] + " " + words[1]);
      for (int i = 0; i < CALLERS.size(); i++) {
        Answer answer = ask(words[0], words[1], CALLERS.get(i));
        assertThat(answer.status())
            .as("%s by '%s': %s", line, CALLERS.get(i), answer.body())
            .isEqualTo(Integer.parseInt(words[2 + i]));
      }
    }
    try (var parts = TestParts.with(Settings.defaults())) {
      assertThat(tested).containsExactlyInAnyOrderElementsOf(parts.routes());
    }
  }

  @Test
  void a_refusal_says_what_is_missing() throws Exception {
    Answer unknown = ask("POST", "/execute", "stranger");
    assertThat(unknown.headers().get("www-authenticate")).startsWith("Bearer");
    assertThat(text(unknown.json(), "code")).isEqualTo("unauthorized");
    assertThat(unknown.body()).doesNotContain("key-of");
    Answer reader = ask("POST", "/execute", "reader");
    assertThat(text(reader.json(), "code")).isEqualTo("forbidden");
    assertThat(text(reader.json(), "detail")).contains("'execute'");
    assertThat(text(ask("GET", "/metrics", "executor").json(), "detail")).contains("'admin'");
  }

  @Test
  void a_key_comes_in_either_header_but_not_two_in_both() throws Exception {
    assertThat(server.get("/cache/stats", "X-API-Key", "key-of-reader").status()).isEqualTo(200);
    assertThat(server.get("/cache/stats", "Authorization", "bearer  key-of-reader ").status())
        .isEqualTo(200);
    assertThat(server.get("/cache/stats", "Authorization", "Basic key-of-reader").status())
        .isEqualTo(401);
    assertThat(
            server
                .get(
                    "/cache/stats",
                    "X-API-Key",
                    "key-of-reader",
                    "Authorization",
                    "Bearer key-of-admin")
                .status())
        .isEqualTo(401);
    assertThat(server.get("/cache/stats?api_key=key-of-reader").status()).isEqualTo(401);
  }

  @Test
  void tenants_share_no_answers_and_see_and_clear_only_their_own() throws Exception {
    ask("POST", "/cache/clear", "admin");
    ask("POST", "/cache/clear", "neighbour");
    assertThat(hit(ask("POST", "/execute", "executor"))).isFalse();
    assertThat(hit(ask("POST", "/execute", "admin"))).isTrue();
    assertThat(hit(ask("POST", "/execute", "neighbour"))).isFalse();
    Answer own = ask("GET", "/cache/stats", "reader");
    assertThat(number(own.json(), "hits")).isEqualTo(1);
    assertThat(number(own.json(), "misses")).isEqualTo(1);
    assertThat(number(own.json(), "entries")).isEqualTo(1);
    assertThat(number(own.json(), "layers.exact.tokens_saved")).isPositive();
    Answer other = ask("GET", "/cache/stats", "neighbour");
    assertThat(number(other.json(), "hits")).isZero();
    assertThat(number(other.json(), "entries")).isEqualTo(1);
    assertThat(number(ask("POST", "/cache/clear", "neighbour").json(), "cleared")).isEqualTo(1);
    assertThat(number(ask("GET", "/cache/stats", "neighbour").json(), "misses")).isZero();
    assertThat(hit(ask("POST", "/execute", "executor"))).isTrue();
  }

  @Test
  void executions_are_seen_by_their_tenant_only() throws Exception {
    String id = text(ask("POST", "/v1/executions", "executor").json(), "execution_id");
    assertThat(ask("GET", "/v1/executions/" + id, "reader").status()).isEqualTo(200);
    assertThat(ask("GET", "/v1/executions", "reader").body()).contains(id);
    assertThat(ask("GET", "/v1/executions", "neighbour").body()).doesNotContain(id);
    for (String rest : List.of("", "/events")) {
      assertThat(ask("GET", "/v1/executions/" + id + rest, "neighbour").status()).isEqualTo(404);
    }
    assertThat(ask("POST", "/v1/executions/" + id + "/cancel", "neighbour").status())
        .isEqualTo(404);
  }

  static boolean hit(Answer answer) {
    return answer.at("results.0.cache_hit").asText().equals("true");
  }

  @Test
  void a_caller_over_its_limit_is_told_when_to_come_back() throws Exception {
    Answer first = ask("GET", "/cache/stats", "counter");
    assertThat(first.headers()).containsEntry("ratelimit-policy", "\"key\";q=2;w=60");
    assertThat(first.headers()).containsEntry("ratelimit", "\"key\";r=1;t=30");
    Answer refused = ask("GET", "/metrics", "counter"); // what is refused counts as well
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.headers().get("ratelimit")).startsWith("\"key\";r=0;");
    Answer limited = ask("GET", "/cache/stats", "counter");
    assertThat(limited.status()).isEqualTo(429);
    assertThat(text(limited.json(), "code")).isEqualTo("rate_limited");
    assertThat(Integer.parseInt(limited.headers().get("retry-after"))).isBetween(1, 30);
    assertThat(number(limited.json(), "retry_after")).isBetween(1.0, 30.0);
    assertThat(ask("GET", "/cache/stats", "reader").headers()).doesNotContainKey("ratelimit");
  }

  @Test
  void administrative_acts_are_written_down_with_who_and_what() throws Exception {
    var lines = java.util.Collections.synchronizedList(new ArrayList<String>());
    var recorder =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("aether.audit");
    logger.addHandler(recorder);
    try {
      server.send(
          HttpRequest.newBuilder(server.uri("/cache/clear?secret=1")).POST(BodyPublishers.noBody()),
          "X-API-Key",
          "key-of-admin",
          "X-Request-Id",
          "r-1");
      ask("POST", "/cache/clear", "executor");
      ask("GET", "/metrics", "admin");
      ask("POST", "/execute", "executor");
    } finally {
      logger.removeHandler(recorder);
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .isEqualTo("POST /cache/clear | caller=admin request=r-1 status=200 tenant=acme");
    assertThat(lines.get(1)).contains("caller=executor", "status=403");
  }

  @Test
  void metrics_never_name_a_key() throws Exception {
    assertThat(ask("GET", "/metrics", "admin").body()).doesNotContain("key-of", "acme");
    assertThat(new TreeMap<>(ask("GET", "/metrics", "admin").headers()).toString())
        .doesNotContain("key-of");
  }
}
