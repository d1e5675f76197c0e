package dev.aether.http;

import static dev.aether.testing.Json.number;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.CacheSetting;
import dev.aether.config.LlmSetting;
import dev.aether.context.CompactJson;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.testing.KeyedServer;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The semantic cache through the whole of the server, with the embedder that ships.
@Timeout(120)
class SemanticCacheServerTest {
  static final String ASKED = "How do I reset my password?";
  static final String REWORDED = "How can I reset my password?";
  static final String OTHER = "How do I delete my account?";

  @TempDir static Path folder;
  static LocalServer server;

  @BeforeAll
  static void start() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("mock.yaml"),
            """
            rules:
              - pattern: "password"
                answer: "Open Settings, choose Security, and press Reset."
              - pattern: "account"
                answer: "Write to support; they remove it within a day."
            """);
    server =
        new LocalServer(
            KeyedServer.settings(
                    folder, "user acme execute", "admin acme admin", "neighbour other admin")
                .with(CacheSetting.SEMANTIC, "opt-in")
                .with(LlmSetting.MOCK_FILE, script.toString()),
            Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() throws InterruptedException {
    server.post("/cache/clear", "", "X-API-Key", "key-of-admin");
    server.post("/cache/clear", "", "X-API-Key", "key-of-neighbour");
  }

  static String flow(String question, Value.Obj cache, Value.Obj options) {
    Value node =
        new Members()
            .put("id", "a")
            .put("prompt_template", "Answer the customer: {{context.question}}")
            .put("cache", cache)
            .end();
    return CompactJson.of(
        new Members()
            .put("dag", new Members().put("nodes", new Value.Arr(List.of(node))).end())
            .put("context", new Members().put("question", question).end())
            .put("options", options)
            .end());
  }

  static String flow(String question) {
    return flow(
        question,
        new Members().put("mode", "semantic").put("semantic_inputs", List.of("question")).end(),
        Value.Obj.EMPTY);
  }

  static Answer ask(String question, String... headers) throws InterruptedException {
    return server.post("/execute", flow(question), with("user", headers));
  }

  static String[] with(String caller, String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "X-API-Key";
    all[1] = "key-of-" + caller;
    System.arraycopy(headers, 0, all, 2, headers.length);
    return all;
  }

  static String cache(Answer answer) {
    return text(answer.json(), "results.0.cache");
  }

  static Answer delete(String id, String caller) throws InterruptedException {
    return server.send(
        HttpRequest.newBuilder(server.uri("/v1/cache/entries/" + id)).DELETE(), with(caller));
  }

  @Test
  void a_question_in_other_words_is_answered_and_says_from_what() throws Exception {
    assertThat(cache(ask(ASKED))).isEqualTo("none");
    Answer hit = ask(REWORDED);
    assertThat(cache(hit)).isEqualTo("semantic");
    assertThat(text(hit.json(), "output")).startsWith("Open Settings");
    assertThat(number(hit.json(), "results.0.cache_entry.similarity")).isBetween(0.8, 1.0);
    assertThat(number(hit.json(), "results.0.cache_entry.probability")).isBetween(0.5, 1.0);
    assertThat(number(hit.json(), "results.0.cache_entry.age_ms")).isNotNegative();
    assertThat(text(hit.json(), "results.0.cache_entry.layer")).isEqualTo("semantic");
    assertThat(number(hit.json(), "total_token_cost")).isZero();
    assertThat(number(hit.json(), "tokens_saved")).isPositive();
    assertThat(number(hit.json(), "cache_hit_rate")).isEqualTo(1);
    assertThat(cache(ask(OTHER))).isEqualTo("none");
    assertThat(cache(ask(ASKED))).isEqualTo("exact");
    assertThat(cache(ask(REWORDED))).as("a hit by meaning is not copied").isEqualTo("semantic");
  }

  @Test
  void events_tell_of_the_entry_as_results_do() throws Exception {
    ask(ASKED);
    String events =
        server
            .post("/v1/executions", flow(REWORDED), with("user", "Accept", "text/event-stream"))
            .body();
    assertThat(events)
        .containsPattern(
            "\"cache\":\"semantic\",\"cache_entry\":\\{\"layer\":\"semantic\",\"entry_id\":\"\\w+\"");
  }

  @Test
  void an_entry_that_is_deleted_answers_nobody() throws Exception {
    ask(ASKED);
    String id = text(ask(REWORDED).json(), "results.0.cache_entry.entry_id");
    assertThat(delete(id, "user").status()).isEqualTo(403);
    assertThat(delete(id, "neighbour").status()).isEqualTo(404);
    assertThat(cache(ask(REWORDED))).isEqualTo("semantic");
    assertThat(delete(id, "admin").status()).isEqualTo(204);
    assertThat(delete(id, "admin").status()).isEqualTo(404);
    assertThat(cache(ask("How could I reset my password?"))).isEqualTo("none");
  }

  @Test
  void a_wrong_hit_is_reported_once_by_who_belongs_to_the_tenant() throws Exception {
    ask(ASKED);
    String id = text(ask(REWORDED).json(), "results.0.cache_entry.entry_id");
    String path = "/v1/cache/entries/" + id + "/wrong";
    assertThat(server.post(path, "", with("neighbour")).status()).isEqualTo(404);
    assertThat(server.post(path, "", with("user")).status()).isEqualTo(204);
    assertThat(server.post(path, "", with("user")).status()).isEqualTo(404);
    assertThat(number(stats("admin"), "layers.semantic.reports")).isEqualTo(1);
  }

  static Value stats(String caller) throws InterruptedException {
    return server.get("/cache/stats", with(caller)).json();
  }

  @Test
  void tenants_share_no_answers_and_no_figures() throws Exception {
    ask(ASKED);
    ask(REWORDED);
    assertThat(cache(server.post("/execute", flow(REWORDED), with("neighbour")))).isEqualTo("none");
    assertThat(number(stats("admin"), "layers.semantic.hits")).isEqualTo(1);
    assertThat(number(stats("admin"), "layers.semantic.entries")).isPositive();
    assertThat(number(stats("admin"), "layers.semantic.bytes")).isGreaterThan(400);
    assertThat(number(stats("neighbour"), "layers.semantic.hits")).isZero();
    assertThat(number(stats("neighbour"), "layers.semantic.lookups")).isEqualTo(1);
    assertThat(number(stats("neighbour"), "layers.semantic.learnings.0.requests")).isEqualTo(1);
    server.post("/cache/clear", "", with("neighbour"));
    assertThat(cache(ask(REWORDED))).isEqualTo("semantic");
  }

  @Test
  void numbers_that_differ_are_vetoed_and_counted() throws Exception {
    ask("How do I pay 20 euros into my account?");
    assertThat(cache(ask("How do I pay 50 euros into my account?"))).isEqualTo("none");
    assertThat(number(stats("admin"), "layers.semantic.vetoes.number")).isEqualTo(1);
    String metrics = server.get("/metrics", with("admin")).body();
    assertThat(metrics)
        .containsPattern("(?m)^aether_semantic_vetoes_total\\{reason=\"number\"\\} [1-9]")
        .containsPattern("(?m)^aether_cache_entries\\{layer=\"semantic\"\\} [1-9]")
        .containsPattern("(?m)^aether_semantic_lookups_total [1-9]");
  }

  @Test
  void hits_are_audited_in_the_background_at_a_cost_that_is_shown() throws Exception {
    ask(ASKED);
    ask(REWORDED);
    while (number(stats("admin"), "layers.semantic.audits") < 1) {
      Thread.onSpinWait();
    }
    assertThat(number(stats("admin"), "layers.semantic.wrong_audits")).isZero();
    while (number(stats("admin"), "layers.semantic.audit_tokens") < 1) {
      Thread.onSpinWait();
    }
  }

  @Test
  void request_modes_hold_for_meanings_as_well() throws Exception {
    Value.Obj semantic = new Members().put("mode", "semantic").end();
    ask(ASKED);
    assertThat(cache(mode("bypass", REWORDED, semantic))).isEqualTo("none");
    assertThat(cache(mode("only", REWORDED, semantic))).isEqualTo("semantic");
    assertThat(text(mode("only", OTHER, semantic).json(), "status")).isEqualTo("failed");
    assertThat(cache(mode("refresh", OTHER, semantic))).isEqualTo("none");
    assertThat(cache(mode("only", "How can I delete my account?", semantic))).isEqualTo("semantic");
  }

  static Answer mode(String mode, String question, Value.Obj cache) throws InterruptedException {
    return server.post(
        "/execute", flow(question, cache, new Members().put("cache", mode).end()), with("user"));
  }

  @Test
  void a_node_that_does_not_opt_in_gets_equal_answers_only() throws Exception {
    for (String how : List.of("exact", "off")) {
      Value.Obj cache =
          new Members().put("mode", how).put("semantic_inputs", List.of("question")).end();
      ask(ASKED);
      assertThat(cache(mode("default", REWORDED, cache))).isEqualTo("none");
    }
  }
}
