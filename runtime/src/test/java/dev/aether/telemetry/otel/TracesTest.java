package dev.aether.telemetry.otel;

import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.CacheSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.context.Value;
import dev.aether.testing.Behaviour;
import dev.aether.testing.LocalServer;
import dev.aether.testing.TraceCollector;
import dev.aether.testing.TraceCollector.Seen;
import dev.aether.testing.VendorStandIn;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a collector receives of executions that went through the server.
class TracesTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + CALLER + "-01";
  private static final String FAN_IN =
      """
      {"dag": {"metadata": {"flow_name": "memo"}, "nodes": [
        {"id": "facts", "prompt": "Facts about {{context.topic}}", "model": "gpt-4o-mini",
         "temperature": 0.5, "max_tokens": 90},
        {"id": "risks", "prompt": "Risks of it", "model": "gpt-4o-mini"},
        {"id": "plan", "node_type": "compute", "expression": "'a plan'"},
        {"id": "memo", "model": "gpt-4o-mini",
         "prompt": "{{node.facts.output}} {{node.risks.output}} {{node.plan.output}}"}
      ]}, "context": {"topic": "tea"}}
      """;

  private final VendorStandIn vendor = VendorStandIn.start();
  private final TraceCollector collector = new TraceCollector();

  @AfterEach
  void stop() {
    collector.close();
    vendor.close();
  }

  private Settings settings() {
    return Settings.defaults()
        .with(LlmSetting.OPENAI_API_KEY, "sk-test")
        .with(LlmSetting.OPENAI_BASE_URL, vendor.openAi().toString())
        .with(TelemetrySetting.LOG_LEVEL, "error");
  }

  /// Runs requests; when this returns, all spans have arrived, since closing sends what is left.
  private Value run(Settings settings, String request, String... headers) throws Exception {
    try (var server = new LocalServer(settings, collector.environment())) {
      return server.post("/execute", request, headers).json();
    }
  }

  @Test
  void an_execution_its_nodes_and_its_calls_are_spans() throws Exception {
    Value report = run(settings(), FAN_IN);
    assertThat(text(report, "status")).isEqualTo("succeeded");
    assertThat(collector.spans()).hasSize(1 + 4 + 3);
    Seen workflow = collector.span("invoke_workflow memo");
    assertThat(workflow.kind()).isEqualTo(SpanKind.SPAN_KIND_INTERNAL);
    assertThat(workflow.parentId()).isEmpty();
    assertThat(workflow.attributes())
        .containsEntry("gen_ai.operation.name", "invoke_workflow")
        .containsEntry("gen_ai.workflow.name", "memo")
        .containsEntry("aether.execution.id", text(report, "execution_id"))
        .containsEntry("aether.dag.nodes", "4")
        .doesNotContainKey("error.type");
    assertThat(Double.parseDouble(workflow.attributes().get("aether.cost.usd"))).isPositive();
    Seen memo = collector.span("aether.node memo");
    assertThat(memo.parentId()).isEqualTo(workflow.id());
    assertThat(memo.attributes())
        .containsEntry("aether.node.id", "memo")
        .containsEntry("aether.node.level", "1")
        .containsEntry("aether.node.attempts", "1")
        .containsEntry("aether.cache.result", "none")
        .containsKey("aether.node.queue_ms");
    Seen facts = collector.span("aether.node facts");
    Seen call =
        collector.spans().stream()
            .filter(span -> span.parentId().equals(facts.id()))
            .findFirst()
            .orElseThrow();
    assertThat(call.name()).isEqualTo("chat gpt-4o-mini");
    assertThat(call.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
    assertThat(call.attributes())
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("gen_ai.request.model", "gpt-4o-mini")
        .containsEntry("gen_ai.request.temperature", "0.5")
        .containsEntry("gen_ai.request.max_tokens", "90")
        .containsEntry("gen_ai.request.stream", "false")
        .containsEntry("gen_ai.response.finish_reasons", "[stop]")
        .containsEntry("server.address", vendor.openAi().getHost())
        .containsEntry("server.port", Integer.toString(vendor.openAi().getPort()))
        .containsKeys(
            "gen_ai.response.model",
            "gen_ai.response.id",
            "gen_ai.usage.input_tokens",
            "gen_ai.usage.output_tokens",
            "gen_ai.usage.cache_read.input_tokens");
    assertThat(collector.spans())
        .allSatisfy(span -> {
          assertThat(span.traceId()).isEqualTo(workflow.traceId());
          assertThat(span.startNanos()).isBetween(workflow.startNanos(), workflow.endNanos());
          assertThat(span.endNanos()).isBetween(span.startNanos(), workflow.endNanos());
        });
  }

  @Test
  void a_node_is_linked_to_all_that_it_depends_on() throws Exception {
    run(settings(), FAN_IN);
    assertThat(collector.span("aether.node memo").links())
        .containsExactlyInAnyOrder(
            collector.span("aether.node facts").id(),
            collector.span("aether.node risks").id(),
            collector.span("aether.node plan").id());
    assertThat(collector.span("aether.node facts").links()).isEmpty();
  }

  @Test
  void the_caller_the_execution_and_the_provider_share_one_trace() throws Exception {
    run(settings(), FAN_IN, "traceparent", TRACEPARENT);
    Seen workflow = collector.span("invoke_workflow memo");
    assertThat(workflow.traceId()).isEqualTo(TRACE);
    assertThat(workflow.parentId()).isEqualTo(CALLER);
    List<String> calls =
        collector.spans().stream()
            .filter(span -> span.name().startsWith("chat"))
            .map(Seen::id)
            .toList();
    assertThat(vendor.log())
        .extracting(request -> request.headers().get("traceparent"))
        .containsExactlyInAnyOrderElementsOf(
            calls.stream().map(id -> "00-" + TRACE + "-" + id + "-01").toList());
  }

  @Test
  void spans_arrive_over_grpc_as_well() throws Exception {
    try (var server = new LocalServer(settings(), collector.grpcEnvironment())) {
      server.post("/execute", FAN_IN);
    }
    assertThat(collector.spans()).hasSize(1 + 4 + 3);
  }

  @Test
  void a_server_that_another_takes_for_its_provider_goes_on_with_its_trace() throws Exception {
    String simple = "{\"dag\": {\"nodes\": [{\"id\": \"a\", \"prompt\": \"x\"}]}}";
    try (var second = new LocalServer(settings(), collector.environment())) {
      // The first server's call, as its provider saw it, goes on to the second.
      run(settings(), FAN_IN, "traceparent", TRACEPARENT);
      String passedOn = vendor.log().getFirst().headers().getOrDefault("traceparent", "");
      second.post("/execute", simple, "traceparent", passedOn);
    }
    Seen behind = collector.span("invoke_workflow");
    assertThat(behind.traceId()).isEqualTo(collector.span("invoke_workflow memo").traceId());
    assertThat(collector.spans())
        .filteredOn(span -> span.id().equals(behind.parentId()))
        .extracting(Seen::name)
        .containsExactly("chat gpt-4o-mini");
  }

  @Test
  void only_so_many_traces_begin_in_a_second() throws Exception {
    var limited = settings().with(TelemetrySetting.TRACES_PER_SECOND, "2");
    long began = System.nanoTime();
    double allowed;
    try (var server = new LocalServer(limited, collector.environment())) {
      for (int i = 0; i < 30; i++) {
        server.post("/execute", FAN_IN);
      }
      allowed = 2 + 2 * (System.nanoTime() - began) / 1e9;
      server.post("/execute", FAN_IN, "traceparent", TRACEPARENT);
    }
    assertThat(workflows().filter(span -> span.parentId().isEmpty()).count())
        .isBetween(2L, (long) allowed);
    assertThat(workflows()).anyMatch(span -> span.parentId().equals(CALLER));
  }

  private Stream<Seen> workflows() {
    return collector.spans().stream().filter(span -> span.name().startsWith("invoke_workflow"));
  }

  @Test
  void each_attempt_has_a_span_and_a_failed_one_says_why() throws Exception {
    vendor.then(Behaviour.fail(500, "server_error"));
    run(
        settings(),
        """
        {"dag": {"nodes": [{"id": "a", "prompt": "x", "model": "gpt-4o-mini",
          "execution_hints": {"retry": {"max_attempts": 3, "base_delay_ms": 1}}}]}}
        """);
    List<Seen> calls =
        collector.spans().stream().filter(span -> span.name().startsWith("chat")).toList();
    assertThat(calls).hasSize(2);
    assertThat(calls).filteredOn(Seen::failed).hasSize(1);
    assertThat(calls)
        .filteredOn(Seen::failed)
        .allSatisfy(
            call -> assertThat(call.attributes()).containsEntry("error.type", "provider_error"));
    assertThat(collector.span("aether.node a").attributes())
        .containsEntry("aether.node.attempts", "2");
    assertThat(collector.span("invoke_workflow").failed()).isFalse();
  }

  @Test
  void an_execution_that_failed_is_an_error_and_skipped_nodes_have_no_span() throws Exception {
    vendor.then(Behaviour.fail(401, "invalid_api_key"));
    run(
        settings(),
        """
        {"dag": {"nodes": [{"id": "a", "prompt": "x", "model": "gpt-4o-mini"},
          {"id": "b", "prompt": "{{node.a.output}}", "model": "gpt-4o-mini"}]}}
        """);
    assertThat(collector.span("aether.node a").attributes())
        .containsEntry("error.type", "provider_auth");
    Seen workflow = collector.span("invoke_workflow");
    assertThat(workflow.failed()).isTrue();
    assertThat(workflow.attributes()).containsEntry("error.type", "failed");
    assertThat(collector.spans()).extracting(Seen::name).doesNotContain("aether.node b");
  }

  @Test
  void an_answer_from_a_cache_is_a_node_without_a_call() throws Exception {
    String request =
        """
        {"dag": {"nodes": [{"id": "a", "prompt": "x", "model": "gpt-4o-mini"}]}}
        """;
    try (var server = new LocalServer(settings(), collector.environment())) {
      server.post("/execute", request);
      server.post("/execute", request);
    }
    assertThat(collector.spans())
        .filteredOn(span -> span.name().equals("aether.node a"))
        .extracting(span -> span.attributes().get("aether.cache.result"))
        .containsExactlyInAnyOrder("none", "exact");
    assertThat(collector.spans()).filteredOn(span -> span.name().startsWith("chat")).hasSize(1);
  }

  @Test
  void content_is_in_spans_only_when_asked_for_and_never_what_is_sensitive() throws Exception {
    String request =
        """
        {"dag": {"nodes": [{"id": "a", "system_prompt": "Be brief.", "model": "gpt-4o-mini",
          "prompt": "About {{context.topic}} for {{context.name}}", "template_refs": [
            {"raw": "{{context.name}}", "kind": "context", "path": ["name"],
             "sensitivity": "medium"}]}]},
         "context": {"topic": "green tea", "name": "Mallory"}}
        """;
    run(settings().with(CacheSetting.CACHE_MAX_ENTRIES, "0"), request);
    assertThat(collector.spans().toString()).doesNotContain("green tea", "Be brief", "Mallory");
    run(settings().with(TelemetrySetting.TRACE_CONTENT, "true"), request);
    Map<String, String> said = new HashMap<>();
    collector.spans().forEach(span -> said.putAll(span.attributes()));
    assertThat(said.get("gen_ai.input.messages")).contains("green tea").contains("[REDACTED]");
    assertThat(said.get("gen_ai.system_instructions")).contains("Be brief.");
    assertThat(said).containsKey("gen_ai.output.messages");
    assertThat(collector.spans().toString()).doesNotContain("Mallory");
  }

  @Test
  void older_backends_get_the_older_name_of_the_provider() throws Exception {
    run(settings().with(TelemetrySetting.TRACE_OLDER_NAMES, "true"), FAN_IN);
    assertThat(collector.spans())
        .filteredOn(span -> span.name().startsWith("chat"))
        .allSatisfy(span -> assertThat(span.attributes()).containsEntry("gen_ai.system", "openai"));
  }

  @Test
  void a_caller_that_is_not_recorded_is_not_recorded_here_either() throws Exception {
    run(settings(), FAN_IN, "traceparent", "00-" + TRACE + "-" + CALLER + "-00");
    assertThat(collector.spans()).isEmpty();
    assertThat(vendor.log())
        .extracting(request -> request.headers().get("traceparent"))
        .allMatch(header -> header.startsWith("00-" + TRACE) && header.endsWith("-00"));
  }

  @Test
  void without_an_exporter_the_callers_trace_still_reaches_the_provider() throws Exception {
    try (var server = new LocalServer(settings())) {
      server.post("/execute", FAN_IN, "traceparent", TRACEPARENT);
      server.post("/execute?x", FAN_IN.replace("tea", "coffee"));
    }
    assertThat(vendor.log())
        .extracting(request -> request.headers().getOrDefault("traceparent", "none"))
        .filteredOn(header -> header.startsWith("00-" + TRACE))
        .hasSize(3);
    assertThat(collector.spans()).isEmpty();
  }
}
