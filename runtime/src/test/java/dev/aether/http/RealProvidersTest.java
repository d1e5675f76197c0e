package dev.aether.http;

import static dev.aether.testing.Json.number;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.TestParts;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.context.Value;
import dev.aether.telemetry.LogFormat;
import dev.aether.testing.Behaviour;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import dev.aether.testing.VendorStandIn;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server with keys, in front of a stand-in for the vendors.
class RealProvidersTest {
  static final String KEY = "sk-ant-7Qm2vTopSecretKey";

  final VendorStandIn vendor = VendorStandIn.start();

  @AfterEach
  void stop() {
    vendor.close();
  }

  Settings settings() {
    return Settings.defaults()
        .with(LlmSetting.OPENAI_API_KEY, KEY)
        .with(LlmSetting.OPENAI_BASE_URL, vendor.openAi().toString())
        .with(LlmSetting.ANTHROPIC_API_KEY, KEY)
        .with(LlmSetting.ANTHROPIC_BASE_URL, vendor.anthropic().toString())
        .with(TelemetrySetting.LOG_LEVEL, "debug");
  }

  static String one(String model, String more) {
    return "{\"dag\": {\"nodes\": [{\"id\": \"a\", \"prompt\": \"Say hello\", \"model\": \"%s\"%s}]}}"
        .formatted(model, more);
  }

  @Test
  void each_model_goes_to_its_vendor_and_has_its_price() throws Exception {
    try (var server = new LocalServer(settings())) {
      for (Map.Entry<String, String> model :
          Map.of("gpt-4o-mini", "openai", "claude-3-5-haiku-20241022", "anthropic").entrySet()) {
        Value report = server.post("/execute", one(model.getKey(), "")).json();
        assertThat(text(report, "status")).isEqualTo("succeeded");
        assertThat(text(report, "results.0.provider")).isEqualTo(model.getValue());
        assertThat(Double.parseDouble(text(report, "cost.amount"))).isPositive();
        Value again = server.post("/execute", one(model.getKey(), "")).json();
        assertThat(text(again, "cost.amount")).isEqualTo("0");
        assertThat(text(again, "cost.saved")).isEqualTo(text(report, "cost.amount"));
      }
      assertThat(vendor.log()).hasSize(2);
    }
  }

  @Test
  void a_fallback_answers_when_the_first_model_fails_and_says_so() throws Exception {
    vendor.then(Behaviour.fail(500, "server_error"));
    try (var server = new LocalServer(settings())) {
      Value report =
          server
              .post(
                  "/execute",
                  one("gpt-4o", ", \"fallback_models\": [\"claude-3-5-haiku-20241022\"]"))
              .json();
      assertThat(text(report, "results.0.provider")).isEqualTo("anthropic");
      assertThat(number(report, "results.0.attempts")).isEqualTo(2);
    }
  }

  @Test
  void a_schema_gives_json_that_later_nodes_reach_into() throws Exception {
    vendor.then(Behaviour.say("{\"city\": \"Lindesvik\"}"));
    String flow =
        """
        {"dag": {"nodes": [
          {"id": "a", "prompt": "Where?", "model": "gpt-4o-mini", "output_schema":
            {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}},
          {"id": "b", "node_type": "compute", "expression": "node.a.output.city + '!'"}]}}
        """;
    try (var server = new LocalServer(settings())) {
      assertThat(text(server.post("/execute", flow).json(), "output")).isEqualTo("Lindesvik!");
    }
  }

  @Test
  void a_server_that_speaks_the_dialect_is_reached_by_its_prefix(@TempDir Path folder)
      throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("providers.yaml"),
            "providers: {vllm: {base_url: '%s', stream_options: false, api_key_env: VLLM_KEY}}"
                .formatted(vendor.openAi()));
    try (var server =
        new LocalServer(
            settings().with(LlmSetting.PROVIDERS_FILE, file.toString()), Map.of("VLLM_KEY", KEY))) {
      Value report = server.post("/execute", one("vllm/llama-3", "")).json();
      assertThat(text(report, "results.0.provider")).isEqualTo("vllm");
      assertThat(text(report, "results.0.model")).isEqualTo("llama-3");
    }
  }

  @Test
  void a_key_is_in_no_response_event_metric_log_line_or_setting() throws Exception {
    vendor.then(
        Behaviour.ECHO,
        Behaviour.fail(401, "authentication_error").saying("Incorrect API key provided: " + KEY),
        Behaviour.fail(500, "server_error").saying("we got " + KEY),
        Behaviour.fail(400, "invalid_request_error").saying("bad header " + KEY));
    List<String> seen = new ArrayList<>();
    PrintStream usual = System.err;
    var log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    LogFormat.install(false, "debug");
    try (var server = new LocalServer(settings())) {
      for (int i = 0; i < 4; i++) {
        Answer answer =
            server.post(
                "/v1/executions",
                one(
                    i % 2 == 0 ? "gpt-4o" : "claude-3-5-haiku-20241022",
                    ", \"temperature\": 0." + i));
        seen.add(answer.body());
        String id = text(answer.json(), "execution_id");
        seen.add(server.get("/v1/executions/" + id).body());
        seen.add(server.get("/v1/executions/" + id + "/events").body());
      }
      for (String path : List.of("/metrics", "/cache/stats", "/health", "/v1/executions")) {
        seen.add(server.get(path, "Accept", "application/json").body());
      }
    } finally {
      System.setErr(usual);
      LogFormat.install(false, "warn");
    }
    TestParts.Ran config = TestParts.command(Map.of("OPENAI_API_KEY", KEY), "config");
    seen.add(config.out() + config.err());
    seen.add(settings().llm().toString());
    seen.add(log.toString(StandardCharsets.UTF_8));
    assertThat(vendor.log()).hasSize(4);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("execution finished");
    assertThat(seen).noneMatch(text -> text.contains("TopSecretKey"));
  }
}
