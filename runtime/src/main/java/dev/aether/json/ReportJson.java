package dev.aether.json;

import dev.aether.engine.NodeError;
import dev.aether.engine.Report;
import dev.aether.engine.Report.NodeReport;
import dev.aether.engine.Report.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;

/// Writes a [Report] as the response of `POST /execute`. Times are whole milliseconds.
public final class ReportJson {
  private static final int[] PERCENTS = {50, 95, 99};
  private static final SerializedString[] OF_NODES = percentiles("node");
  private static final SerializedString[] OF_LEVELS = percentiles("level");

  private static final SerializedString TOTAL_EXECUTION_TIME_MS =
      new SerializedString("total_execution_time_ms");
  private static final SerializedString TOTAL_TOKEN_COST = new SerializedString("total_token_cost");
  private static final SerializedString PARALLELIZATION_FACTOR =
      new SerializedString("parallelization_factor");
  private static final SerializedString CACHE_HIT_RATE = new SerializedString("cache_hit_rate");
  private static final SerializedString TOKENS_SAVED = new SerializedString("tokens_saved");
  private static final SerializedString MAX_CONCURRENCY_USED =
      new SerializedString("max_concurrency_used");
  private static final SerializedString CRITICAL_PATH_MS = new SerializedString("critical_path_ms");
  private static final SerializedString SPEEDUP = new SerializedString("speedup");
  private static final SerializedString SEQUENTIAL_MODE = new SerializedString("sequential_mode");
  private static final SerializedString ABORTED = new SerializedString("aborted");
  private static final SerializedString EXECUTION_ID = new SerializedString("execution_id");
  private static final SerializedString STATUS = new SerializedString("status");
  private static final SerializedString RESULTS = new SerializedString("results");
  private static final SerializedString ERRORS = new SerializedString("errors");
  private static final SerializedString SKIPPED_NODES = new SerializedString("skipped_nodes");
  private static final SerializedString WARNINGS = new SerializedString("warnings");
  private static final SerializedString LEVEL_EXECUTION_TIMES_MS =
      new SerializedString("level_execution_times_ms");
  private static final SerializedString NODE_EXECUTION_TIMES_MS =
      new SerializedString("node_execution_times_ms");
  private static final SerializedString NODE_LEVELS = new SerializedString("node_levels");
  private static final SerializedString NODE_STATUS = new SerializedString("node_status");

  private final Report report;
  private final JsonGenerator out;
  private final boolean prompts;
  private final boolean outputs;
  private final List<NodeReport> results;

  private ReportJson(Report report, JsonGenerator out, boolean prompts, boolean outputs) {
    this.report = report;
    this.out = out;
    this.prompts = prompts;
    this.outputs = outputs;
    this.results = report.results();
  }

  /// The response body.
  ///
  /// @param prompts whether rendered prompts are in it
  /// @param outputs whether outputs are in it
  /// @param warnings about the request as a whole
  public static byte[] write(
      Report report, boolean prompts, boolean outputs, List<String> warnings) {
    return JsonText.JSON.write(out -> {
      out.writeStartObject();
      new ReportJson(report, out, prompts, outputs).members(report.status().word(), warnings);
      out.writeEndObject();
    });
  }

  /// The members of the response, into an object that has been begun.
  ///
  /// @param status how it stands
  static void members(
      JsonGenerator out,
      Report report,
      String status,
      boolean prompts,
      boolean outputs,
      List<String> warnings) {
    new ReportJson(report, out, prompts, outputs).members(status, warnings);
  }

  private void members(String status, List<String> warnings) {
    ReportParts.text(out, EXECUTION_ID, report.executionId());
    ReportParts.text(out, STATUS, status);
    report
        .plan()
        .dag()
        .metadata()
        .flowName()
        .ifPresent(flow -> out.writeStringProperty("flow", flow));
    out.writeName(RESULTS);
    out.writeStartArray();
    results.forEach(new NodeResultJson(out, prompts, outputs)::write);
    out.writeEndArray();
    if (outputs) {
      report
          .output()
          .ifPresent(output -> {
            out.writeName(NodeResultJson.OUTPUT);
            NodeResultJson.output(out, output);
          });
    }
    figures();
    errorsAndWarnings(warnings);
    times();
    ReportParts.usage(out, report.usage());
    ReportParts.cost(out, report.cost());
  }

  private void figures() {
    int hits = 0;
    int lookups = 0;
    long charged = 0;
    long saved = 0;
    Duration busy = Duration.ZERO;
    for (NodeReport node : report.nodes()) {
      hits += node.cacheHit() ? 1 : 0;
      lookups += node.details().cacheable() ? 1 : 0;
      charged += node.tokensCharged();
      saved += node.tokensSaved();
      busy = busy.plus(node.time());
    }
    int size = report.plan().size();
    int width = report.options().width();
    ReportParts.number(out, TOTAL_EXECUTION_TIME_MS, NodeResultJson.millis(report.total()));
    ReportParts.number(out, TOTAL_TOKEN_COST, charged);
    ReportParts.number(
        out,
        PARALLELIZATION_FACTOR,
        size == 0 ? 0 : rounded((double) report.plan().widestLevel(width) / size));
    ReportParts.number(out, CACHE_HIT_RATE, lookups == 0 ? 0.0 : rounded((double) hits / lookups));
    ReportParts.number(out, TOKENS_SAVED, saved);
    ReportParts.number(out, MAX_CONCURRENCY_USED, report.maxConcurrency());
    ReportParts.flag(out, SEQUENTIAL_MODE, report.options().sequential());
    ReportParts.number(out, CRITICAL_PATH_MS, NodeResultJson.millis(report.criticalPath()));
    ReportParts.number(
        out,
        SPEEDUP,
        report.total().isZero()
            ? 1.0
            : rounded((double) busy.toNanos() / report.total().toNanos()));
    ReportParts.flag(out, ABORTED, report.aborted());
  }

  private void errorsAndWarnings(List<String> warnings) {
    out.writeName(ERRORS);
    out.writeStartArray();
    for (NodeReport node : report.nodes()) {
      node.error()
          .ifPresent(error ->
              out.writeString("node '%s': %s".formatted(node.node().id(), error.sentence())));
    }
    out.writeEndArray();
    out.writeName(SKIPPED_NODES);
    out.writeStartArray();
    for (NodeReport node : report.nodes()) {
      if (node.state() == State.SKIPPED) {
        out.writeString(node.node().id());
      }
    }
    out.writeEndArray();
    out.writeName(WARNINGS);
    out.writeStartArray();
    warnings.forEach(out::writeString);
    Set<String> ofNodes = new LinkedHashSet<>();
    report.nodes().forEach(node -> ofNodes.addAll(node.details().warnings()));
    ofNodes.forEach(out::writeString);
    out.writeEndArray();
  }

  private void times() {
    out.writeName(LEVEL_EXECUTION_TIMES_MS);
    out.writeStartArray();
    List<Duration> levels = report.levelTimes();
    for (Duration level : levels) {
      out.writeNumber(NodeResultJson.millis(level));
    }
    out.writeEndArray();
    out.writeName(NODE_EXECUTION_TIMES_MS);
    out.writeStartObject();
    for (NodeReport node : report.nodes()) {
      if (node.ran()) {
        out.writeNumberProperty(node.node().id(), NodeResultJson.millis(node.time()));
      }
    }
    out.writeEndObject();
    out.writeName(NODE_LEVELS);
    out.writeStartObject();
    for (NodeReport node : report.nodes()) {
      out.writeNumberProperty(node.node().id(), node.node().level());
    }
    out.writeEndObject();
    out.writeName(NODE_STATUS);
    out.writeStartObject();
    report.nodes().forEach(this::status);
    out.writeEndObject();
    List<Duration> ran = new ArrayList<>(results.size());
    for (NodeReport node : report.nodes()) {
      if (node.ran()) {
        ran.add(node.time());
      }
    }
    percentiles(OF_NODES, ran);
    percentiles(OF_LEVELS, levels);
  }

  private void status(NodeReport node) {
    out.writeObjectPropertyStart(node.node().id());
    out.writeName(NodeResultJson.STATE);
    out.writeString(node.state().word());
    out.writeName(NodeResultJson.ATTEMPTS);
    out.writeNumber(node.attempts());
    node.error().ifPresent(this::error);
    if (node.state() == State.FAILED && !node.details().findings().isEmpty()) {
      ReportParts.findings(out, node.details().findings());
    }
    node.skipReason()
        .ifPresent(reason ->
            out.writeStringProperty("skip_reason", reason.name().toLowerCase(Locale.ROOT)));
    node.becauseOf().ifPresent(id -> out.writeStringProperty("because_of", id));
    out.writeEndObject();
  }

  private void error(NodeError error) {
    out.writeObjectPropertyStart("error");
    out.writeStringProperty("code", error.code());
    out.writeStringProperty("detail", error.sentence());
    out.writeEndObject();
  }

  private static SerializedString[] percentiles(String of) {
    return Arrays.stream(PERCENTS)
        .mapToObj(percent -> new SerializedString(of + "_latency_p" + percent + "_ms"))
        .toArray(SerializedString[]::new);
  }

  /// The value at index floor(q * (n - 1)) of the sorted times.
  private void percentiles(SerializedString[] names, List<Duration> times) {
    long[] sorted = new long[times.size()];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = NodeResultJson.millis(times.get(i));
    }
    Arrays.sort(sorted);
    for (int i = 0; i < PERCENTS.length; i++) {
      int at = (int) Math.floor(PERCENTS[i] / 100.0 * (sorted.length - 1));
      ReportParts.number(out, names[i], sorted.length == 0 ? 0 : sorted[at]);
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
