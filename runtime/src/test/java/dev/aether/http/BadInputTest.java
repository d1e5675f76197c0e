package dev.aether.http;

import static dev.aether.testing.Json.items;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the server says to requests that it cannot carry out: never a 5xx, always a problem.
class BadInputTest {
  static final LocalServer SERVER =
      new LocalServer(
          Settings.defaults()
              .with(LlmSetting.MOCK_LATENCY_MS, "0")
              .with(TelemetrySetting.LOG_LEVEL, "error"));

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  static void isProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().get("content-type")).isEqualTo("application/problem+json");
    assertThat(text(answer.json(), "code")).isEqualTo(code);
    assertThat(text(answer.json(), "type")).isEqualTo("/problems/" + code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "duplicate_node | /dag/nodes/1/id | {'nodes':[{'id':'a','prompt':'p'},{'id':'a','prompt':'q'}]}",
        "unknown_dependency | /dag/nodes/0/dependencies/0 | {'nodes':[{'id':'a','prompt':'p','dependencies':['b']}]}",
        "dag_cycle | /dag/nodes/0/dependencies | {'nodes':[{'id':'a','prompt':'p','dependencies':['b']},{'id':'b','prompt':'p','dependencies':['a']}]}",
        "invalid_value | /dag/nodes/0/temperature | {'nodes':[{'id':'a','prompt':'p','temperature':-1}]}",
        "missing_field | /dag/nodes/0/id | {'nodes':[{'prompt':'p'}]}",
        "template_syntax | /dag/nodes/0/prompt_template | {'nodes':[{'id':'a','prompt_template':'{{x'}]}",
        "unsupported_schema_version | /dag/schema_version | {'schema_version':'2.0','nodes':[]}",
        "invalid_expression | /dag/nodes/0/expression | {'nodes':[{'id':'a','node_type':'compute','expression':'1 +'}]}",
      })
  void each_code_is_given_with_its_pointer(String code, String pointer, String dag)
      throws Exception {
    Answer answer = SERVER.post("/execute", "{\"dag\":" + dag.replace('\'', '"') + "}");
    isProblem(answer, 422, "invalid_dag");
    assertThat(text(answer.json(), "errors.0.code")).isEqualTo(code);
    assertThat(text(answer.json(), "errors.0.pointer")).isEqualTo(pointer);
    assertThat(text(answer.json(), "errors.0.detail")).isNotBlank();
  }

  @Test
  void malformed_json_names_line_and_column() throws Exception {
    Answer answer = SERVER.post("/execute", "{\n  \"dag\": {]\n}");
    isProblem(answer, 400, "malformed_json");
    assertThat(text(answer.json(), "detail")).startsWith("line 2, column ");
  }

  @Test
  void fifty_thousand_levels_of_nesting_are_too_many() throws Exception {
    String deep = "[".repeat(50_000) + "]".repeat(50_000);
    Answer answer =
        SERVER.post("/execute", "{\"dag\":{\"nodes\":[]},\"context\":{\"a\":" + deep + "}}");
    isProblem(answer, 422, "invalid_dag");
    assertThat(text(answer.json(), "errors.0.code")).isEqualTo("limit_exceeded");
  }

  @Test
  void eleven_mebibytes_are_too_many() throws Exception {
    byte[] large = new byte[11 << 20];
    java.util.Arrays.fill(large, (byte) ' ');
    isProblem(SERVER.post("/execute", large), 413, "payload_too_large");
  }

  @Test
  void invalid_utf_8_is_malformed() throws Exception {
    byte[] body =
        "{\"dag\":{\"nodes\":[]},\"context\":{\"a\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
    body[new String(body, StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xff;
    isProblem(SERVER.post("/execute", body), 400, "malformed_json");
  }

  @Test
  void unknown_addresses_methods_and_media_types_are_told_apart() throws Exception {
    isProblem(SERVER.get("/nothing"), 404, "not_found");
    Answer wrongMethod = SERVER.get("/execute");
    isProblem(wrongMethod, 405, "method_not_allowed");
    assertThat(wrongMethod.headers().get("allow")).isEqualTo("POST");
    Answer wrongType =
        SERVER.send(
            HttpRequest.newBuilder(SERVER.uri("/execute"))
                .POST(HttpRequest.BodyPublishers.ofString("<xml/>"))
                .header("Content-Type", "text/xml"));
    isProblem(wrongType, 415, "unsupported_media_type");
  }

  @Test
  void every_problem_has_a_page() throws Exception {
    for (ProblemType type : ProblemType.values()) {
      Answer page = SERVER.get(type.address());
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body()).contains(type.title());
    }
  }

  @Test
  void mutated_requests_never_meet_a_server_error() throws Exception {
    String[] seeds = {
      LocalServer.example("support_triage.json"),
      LocalServer.example("document_analysis.json"),
      LocalServer.example("test_dag_parallel.json")
    };
    for (int seed = 1; seed <= Integer.getInteger("fuzz.requests", 600); seed++) {
      var random = new SplittableRandom(seed);
      byte[] body = seeds[random.nextInt(seeds.length)].getBytes(StandardCharsets.UTF_8);
      for (int change = 1 + random.nextInt(6); change > 0; change--) {
        int at = random.nextInt(body.length);
        body[at] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) "{}[]\",:0-9truefalsn\\".charAt(random.nextInt(20));
      }
      Answer answer = SERVER.post("/execute", body);
      assertThat(answer.status()).as("seed " + seed + ": " + answer.body()).isLessThan(500);
    }
  }

  @Test
  void validate_reports_unknown_members_as_warnings() throws Exception {
    Answer answer =
        SERVER.post(
            "/v1/validate", "{\"dag\":{\"nodes\":[{\"id\":\"a\",\"prompt\":\"p\",\"colour\":1}]}}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("valid").asText()).isEqualTo("true");
    assertThat(items(answer.json(), "warnings").getFirst().asText())
        .contains("/dag/nodes/0/colour");
  }

  @Test
  void request_ids_and_trace_parents_are_given_back() throws Exception {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    Answer answer =
        SERVER.post(
            "/execute", "{\"dag\":{\"nodes\":[]}}", "X-Request-Id", "r-17", "traceparent", trace);
    assertThat(answer.headers()).containsEntry("x-request-id", "r-17");
    assertThat(answer.headers()).containsEntry("traceparent", trace);
    assertThat(answer.headers().get("server-timing"))
        .matches("total;dur=[0-9.]+, provider;dur=[0-9.]+, overhead;dur=[0-9.]+");
  }
}
