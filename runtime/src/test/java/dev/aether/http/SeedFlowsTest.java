package dev.aether.http;

import static dev.aether.testing.Json.items;
import static dev.aether.testing.Json.number;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.context.Value;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The verification steps of the seed document, through the real server.
class SeedFlowsTest {
  static LocalServer server(int mockLatencyMillis) {
    return new LocalServer(
        Settings.defaults()
            .with(LlmSetting.MOCK_LATENCY_MS, Integer.toString(mockLatencyMillis))
            .with(TelemetrySetting.LOG_LEVEL, "error"));
  }

  @Test
  void the_parallel_flow_runs_a_level_in_the_time_of_a_node() throws Exception {
    try (var server = server(300)) {
      String flow = LocalServer.example("test_dag_parallel.json");
      server.post("/execute", LocalServer.example("test_dag_cache.json")); // loads the tokenizer
      Value parallel = server.post("/execute", flow).json();
      assertThat(number(parallel, "parallelization_factor")).isCloseTo(0.83, within(0.01));
      assertThat(number(parallel, "max_concurrency_used")).isEqualTo(5);
      double node = number(parallel, "node_execution_times_ms.technology");
      double level = number(parallel, "level_execution_times_ms.0");
      assertThat(level).isLessThan(2 * node); // one after the other it would be five times as long
      assertThat(number(parallel, "critical_path_ms")).isLessThan(3 * node);
    }
  }

  @Test
  void the_parallel_flow_can_be_run_one_node_at_a_time() throws Exception {
    try (var server = server(1)) {
      String flow = LocalServer.example("test_dag_parallel.json");
      Value sequential = server.post("/execute?sequential=true", flow).json();
      assertThat(number(sequential, "max_concurrency_used")).isEqualTo(1);
      assertThat(number(sequential, "parallelization_factor")).isCloseTo(1 / 6.0, within(0.001));
      assertThat(sequential).extracting(v -> text(v, "status")).isEqualTo("succeeded");
    }
  }

  @Test
  void the_context_flow_renders_both_values() throws Exception {
    try (var server = server(0)) {
      Value report = server.post("/execute", LocalServer.example("test_dag_context.json")).json();
      assertThat(text(report, "results.0.rendered_prompt")).contains("AI programming");
      assertThat(text(report, "results.1.rendered_prompt")).contains("Alice");
      assertThat(text(report, "results.2.rendered_prompt")).contains("Alice", "AI programming");
      assertThat(items(report, "results")).hasSize(3);
    }
  }

  @Test
  void the_cache_flow_is_free_the_second_time() throws Exception {
    try (var server = server(0)) {
      String flow = LocalServer.example("test_dag_cache.json");
      Value first = server.post("/execute", flow).json();
      Value second = server.post("/execute", flow).json();
      assertThat(number(first, "cache_hit_rate")).isZero();
      assertThat(number(first, "total_token_cost")).isPositive();
      assertThat(number(second, "cache_hit_rate")).isEqualTo(1);
      assertThat(number(second, "total_token_cost")).isZero();
      assertThat(number(second, "tokens_saved")).isEqualTo(number(first, "total_token_cost"));
      assertThat(text(second, "output")).isEqualTo(text(first, "output"));

      Value stats = server.get("/cache/stats").json();
      assertThat(number(stats, "hits")).isEqualTo(3);
      assertThat(number(stats, "hit_rate")).isEqualTo(0.5);
      assertThat(number(server.post("/cache/clear", "").json(), "cleared")).isEqualTo(3);
      assertThat(number(server.get("/cache/stats").json(), "entries")).isZero();
    }
  }

  @Test
  void every_example_flow_succeeds() throws Exception {
    try (var server = server(0)) {
      for (String name :
          new String[] {
            "test_dag_parallel.json",
            "test_dag_context.json",
            "test_dag_cache.json",
            "support_triage.json",
            "document_analysis.json"
          }) {
        Answer answer = server.post("/execute", LocalServer.example(name));
        assertThat(answer.status()).as(name).isEqualTo(200);
        assertThat(text(answer.json(), "status")).as(name).isEqualTo("succeeded");
        assertThat(items(answer.json(), "errors")).as(name).isEmpty();
      }
    }
  }

  @Test
  void the_ticket_lines_each_run_through_the_triage_flow() throws Exception {
    try (var server = server(0)) {
      Answer triage = new Answer(200, Map.of(), LocalServer.example("support_triage.json"));
      String dag = triage.at("dag").asText();
      for (String line : LocalServer.example("support_tickets.jsonl").lines().toList()) {
        String body = "{\"dag\": %s, \"context\": %s}".formatted(dag, line);
        assertThat(text(server.post("/execute", body).json(), "status")).isEqualTo("succeeded");
      }
    }
  }

  @Test
  void the_metrics_have_the_names_of_the_seed() throws Exception {
    try (var server = server(0)) {
      server.post("/execute", LocalServer.example("test_dag_cache.json"));
      String metrics = server.get("/metrics").body();
      assertThat(metrics)
          .contains(
              "aether_executed_nodes_total 3.0",
              "aether_token_cost_total",
              "aether_errors_total 0.0",
              "aether_cache_hits_total 0.0",
              "aether_cache_misses_total 3.0",
              "aether_execution_time_seconds_count 3",
              "aether_parallel_nodes 0.0");
    }
  }
}
