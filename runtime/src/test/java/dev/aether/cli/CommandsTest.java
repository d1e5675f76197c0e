package dev.aether.cli;

import static dev.aether.testing.Json.number;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.TestParts;
import dev.aether.TestParts.Ran;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  static final Map<String, String> QUICK =
      Map.of("AETHER_MOCK_LATENCY_MS", "0", "AETHER_PROVIDER", "mock");
  static final String CONTEXT_FLOW = "../examples/test_dag_context.json";

  @TempDir Path folder;

  static Ran aether(String... args) {
    return TestParts.command(QUICK, args);
  }

  Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  static Value json(String text) {
    return JsonText.JSON.parse(text).orElseThrow();
  }

  @Test
  void run_prints_the_output_of_the_flow_and_nothing_else() {
    Ran ran = aether("run", CONTEXT_FLOW);
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).startsWith("Mock answer").hasLineCount(1);
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void a_group_of_commands_names_them() {
    for (String named :
        List.of(
            "cache needs a command: stats, clear",
            "executions needs a command: list, get, events, cancel, rerun",
            "keys needs a command: new")) {
      Ran ran = aether(named.substring(0, named.indexOf(' ')));
      assertThat(ran.err().strip()).isEqualTo("aether: " + named);
      assertThat(ran.code()).isEqualTo(Exit.USAGE.code());
    }
  }

  @Test
  void run_gives_the_whole_report_as_json() {
    Ran ran = aether("run", CONTEXT_FLOW, "-o", "json");
    assertThat(text(json(ran.out()), "status")).isEqualTo("succeeded");
    assertThat(number(json(ran.out()), "total_token_cost")).isPositive();
  }

  @Test
  void run_takes_context_from_arguments_over_a_file_over_the_flow() throws IOException {
    Path context = file("context.json", "{\"user_name\": \"Bo\", \"topic\": \"bees\"}");
    Path flow =
        file(
            "flow.json",
            """
            {"dag": {"nodes": [{"id": "a", "node_type": "compute",
              "prompt_template": "{{user_name}} {{topic}} {{context.deep.er}} {{number}}"}]},
             "context": {"user_name": "Alice", "topic": "AI", "number": 1}}
            """);
    Ran ran =
        aether(
            "run",
            flow.toString(),
            "--context",
            context.toString(),
            "-c",
            "topic=tea",
            "-c",
            "deep.er=yes");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().strip()).isEqualTo("Bo tea yes 1");
  }

  @Test
  void a_failed_execution_exits_with_1_and_says_why() throws IOException {
    Path flow = file("flow.json", "{\"nodes\": [{\"id\": \"a\", \"prompt\": \"{{context.x}}\"}]}");
    Ran ran = aether("run", flow.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("a", "{{context.x}}", "'x' was not found");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void an_execution_out_of_time_exits_with_124() {
    Ran ran =
        TestParts.command(
            Map.of("AETHER_MOCK_LATENCY_MS", "60000", "AETHER_PROVIDER", "mock"),
            "run",
            CONTEXT_FLOW,
            "--timeout-ms",
            "20");
    assertThat(ran.code()).isEqualTo(124);
  }

  @Test
  void wrong_usage_exits_with_2() throws IOException {
    for (List<String> args :
        List.of(
            List.<String>of(),
            List.of("nonsense"),
            List.of("run"),
            List.of("run", folder.resolve("missing.json").toString()),
            List.of("run", CONTEXT_FLOW, "--set", "llm.provder=mock"),
            List.of("run", CONTEXT_FLOW, "--set", "server.port=many"),
            List.of("config", "--config", file("a.yaml", "server: {prot: 1}").toString()))) {
      assertThat(aether(args.toArray(String[]::new)).code()).as(args.toString()).isEqualTo(2);
    }
    assertThat(aether("config", "--config", file("a.yaml", "server: {prot: 1}").toString()).err())
        .contains("server.prot", "did you mean 'server.port'?");
  }

  @Test
  void a_flow_that_cannot_run_exits_with_3_and_lists_everything() throws IOException {
    Path flow =
        file(
            "flow.json",
            "{\"nodes\": [{\"id\": \"a\", \"prompt\": \"{{\"}, {\"id\": \"a\", \"prompt\": \"p\"}]}");
    Ran validated = aether("validate", flow.toString());
    assertThat(validated.code()).isEqualTo(3);
    assertThat(validated.out())
        .contains("/nodes/0/prompt [template_syntax]", "/nodes/1/id [duplicate_node]");
    assertThat(aether("run", flow.toString()).code()).isEqualTo(3);
    assertThat(aether("graph", flow.toString()).code()).isEqualTo(3);
    Ran malformed = aether("validate", file("b.json", "{\n \"nodes\": [}").toString());
    assertThat(malformed.code()).isEqualTo(3);
    assertThat(malformed.err()).contains("line 2, column ");
  }

  @Test
  void validate_says_what_is_fine() {
    Ran ran = aether("validate", CONTEXT_FLOW);
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("3 nodes on 3 levels", "outline -> lesson -> mail");
    assertThat(text(json(aether("validate", CONTEXT_FLOW, "-o", "json").out()), "critical_path.2"))
        .isEqualTo("mail");
  }

  @Test
  void graph_draws_in_three_forms() {
    assertThat(aether("graph", CONTEXT_FLOW).out())
        .contains("level 1", "lesson (llm_fn) <- outline");
    assertThat(aether("graph", CONTEXT_FLOW, "--format", "mermaid").out())
        .startsWith("flowchart LR")
        .contains("n0 --> n1");
    assertThat(aether("graph", CONTEXT_FLOW, "--format", "dot").out())
        .startsWith("digraph")
        .contains("n0 -> n1;");
  }

  @Test
  void config_says_where_each_value_came_from() throws IOException {
    Path file = file("aether.yaml", "cache:\n  max_entries: 7\nllm:\n  default_model: from-file\n");
    Ran ran =
        TestParts.command(
            Map.of("AETHER_DEFAULT_MODEL", "from-environment"),
            "config",
            "--config",
            file.toString(),
            "--set",
            "server.port=8081");
    assertThat(ran.out())
        .containsPattern("cache.max_entries +7 +file")
        .containsPattern("llm.default_model +from-environment +environment")
        .containsPattern("server.port +8081 +flag")
        .containsPattern("server.host +127.0.0.1 +default");
  }

  @Test
  void serve_refuses_to_stand_open() {
    Ran ran = aether("serve", "--host", "0.0.0.0", "--set", "execution.store=memory");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("--insecure-no-auth");
  }

  @Test
  void doctor_and_version_answer() {
    Ran doctor = aether("doctor", "--set", "server.port=0");
    assertThat(doctor.out()).contains("ok     engine", "ok     contexts");
    assertThat(doctor.code()).isZero();
    Ran sick =
        aether("doctor", "--set", "server.port=0", "--set", "context.store=redis://127.0.0.1:1");
    assertThat(sick.out()).containsPattern("contexts +redis://127.0.0.1:1 cannot be reached");
    assertThat(sick.code()).isEqualTo(1);
    assertThat(aether("version").out()).startsWith("aether 1.2.3");
  }

  @Test
  void a_mock_script_decides_answers_and_failures() throws IOException {
    Path script =
        file(
            "mock.yaml",
            """
            latency_ms: 0
            rules:
              - pattern: lesson about
                fail: {kind: unavailable, times: 1}
              - pattern: .
                answer: scripted
            """);
    Path flow =
        file(
            "flow.json",
            """
            {"nodes": [{"id": "a", "prompt": "a lesson about tea",
              "execution_hints": {"retry": {"max_attempts": 2, "base_delay_ms": 0}}}]}
            """);
    Ran ran = aether("run", flow.toString(), "--set", "llm.mock_file=" + script, "-o", "json");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(number(json(ran.out()), "node_status.a.attempts")).isEqualTo(2);
    Ran broken =
        aether(
            "run",
            flow.toString(),
            "--set",
            "llm.mock_file=" + file("b.yaml", "rules: {a: 1}\nx: 1"));
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err()).contains("unknown member 'x'");
  }
}
