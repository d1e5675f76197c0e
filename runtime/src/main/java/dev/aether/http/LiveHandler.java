package dev.aether.http;

import dev.aether.cache.CacheLayer;
import dev.aether.caller.Right;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.Report.NodeReport;
import dev.aether.engine.Report.State;
import dev.aether.execution.Admission;
import dev.aether.execution.ExecutionRecord;
import dev.aether.execution.Executions;
import dev.aether.llm.CallStack;
import dev.aether.llm.CircuitBreaker;
import dev.aether.llm.RateLimiting;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// `GET /v1/live`: what the server is doing at this moment. Everybody sees the work of the own
/// tenant; what all tenants share (limits, circuits) is for administrators.
final class LiveHandler {
  private static final int MOST_NODES = 200;

  private final Executions executions;
  private final List<CacheLayer> caches;
  private final CallStack.Layers layers;
  private final EventReaders readers;

  LiveHandler(
      Executions executions,
      List<CacheLayer> caches,
      CallStack.Layers layers,
      EventReaders readers) {
    this.executions = executions;
    this.caches = caches;
    this.layers = layers;
    this.readers = readers;
  }

  void addTo(Routes routes) {
    routes.on("GET", "/v1/live", Right.READ, this::live);
  }

  private Response live(Request http) {
    String tenant = http.caller().tenant();
    var members = new Members();
    work(members, tenant);
    members.put("caches", caches(tenant));
    if (http.caller().may(Right.ADMIN)) {
      shared(members);
    }
    return Response.json(200, members.end());
  }

  private void work(Members members, String tenant) {
    List<Value> nodes = new ArrayList<>();
    int running = 0;
    List<ExecutionRecord> records = executions.running(tenant);
    for (ExecutionRecord record : records) {
      List<NodeReport> reports =
          record.standing().report().map(report -> report.nodes()).orElse(List.of());
      Instant timeZero = record.createdAt();
      for (NodeReport node : reports) {
        if (node.state() == State.RUNNING) {
          running++;
          if (nodes.size() < MOST_NODES) {
            nodes.add(node(record, node, timeZero));
          }
        }
      }
    }
    members
        .put("executions_running", records.size())
        .put("nodes_running", running)
        .put("nodes", new Value.Arr(nodes));
  }

  private static Value node(ExecutionRecord record, NodeReport node, Instant timeZero) {
    return new Members()
        .put("execution_id", record.id())
        .put("flow", record.request().plan().dag().metadata().flowName())
        .put("node_id", node.node().id())
        .put("attempt", node.attempts())
        .put("started_at", timeZero.plus(node.started()).truncatedTo(ChronoUnit.MILLIS).toString())
        .end();
  }

  private Value caches(String tenant) {
    var members = new Members();
    caches.forEach(
        cache -> members.put(cache.name(), CacheHandlers.members(cache.stats(tenant)).end()));
    return members.end();
  }

  private void shared(Members members) {
    Admission admission = executions.admission();
    members
        .put(
            "admission",
            new Members()
                .put("running", admission.running())
                .put("limit", admission.limit())
                .put("waiting", admission.waiting())
                .put("queue_limit", admission.queueLimit())
                .put("draining", admission.isDraining())
                .end())
        .put(
            "calls",
            new Members()
                .put("in_flight", layers.places().inFlight())
                .put("limit", layers.places().limit())
                .end())
        .put(
            "rate_limits",
            new Value.Arr(layers.rates().standings().stream().map(LiveHandler::rates).toList()))
        .put(
            "circuits",
            new Value.Arr(
                layers.circuits().standings().stream().map(LiveHandler::circuit).toList()))
        .put("event_readers", readers.now());
  }

  private static Value rates(RateLimiting.Standing standing) {
    var members =
        new Members().put("provider", standing.provider()).put("waiting", standing.waiting());
    put(members, "requests_per_minute", standing.requestsPerMinute());
    put(members, "tokens_per_minute", standing.tokensPerMinute());
    standing.callsInFlight().ifPresent(limit -> members.put("calls_in_flight", limit));
    return members.put("paused_ms", standing.paused().toMillis()).end();
  }

  private static void put(Members members, String name, OptionalLong number) {
    number.ifPresent(present -> members.put(name, present));
  }

  private static Value circuit(CircuitBreaker.Standing standing) {
    return new Members()
        .put("provider", standing.provider())
        .put("model", standing.model())
        .put("state", standing.state().name().toLowerCase(Locale.ROOT))
        .end();
  }
}
