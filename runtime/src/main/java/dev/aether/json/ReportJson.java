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

/// Writes a [Report] as the response of `POST /execute`. Times are whole milliseconds.
public final class ReportJson {
  private static final int[] PERCENTS = {50, 95, 99};
  private static final String[] OF_NODES = percentiles("node");
  private static final String[] OF_LEVELS = percentiles("level");

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
    out.writeStringProperty("execution_id", report.executionId());
    out.writeStringProperty("status", status);
    report
        .plan()
        .dag()
        .metadata()
        .flowName()
        .ifPresent(flow -> out.writeStringProperty("flow", flow));
    out.writeArrayPropertyStart("results");
    results.forEach(new NodeResultJson(out, prompts, outputs)::write);
    out.writeEndArray();
    if (outputs) {
      report
          .output()
          .ifPresent(output -> {
            out.writeName("output");
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
    out.writeNumberProperty("total_execution_time_ms", NodeResultJson.millis(report.total()));
    out.writeNumberProperty("total_token_cost", charged);
    out.writeNumberProperty(
        "parallelization_factor",
        size == 0 ? 0 : rounded((double) report.plan().widestLevel(width) / size));
    out.writeNumberProperty(
        "cache_hit_rate", lookups == 0 ? 0.0 : rounded((double) hits / lookups));
    out.writeNumberProperty("tokens_saved", saved);
    out.writeNumberProperty("max_concurrency_used", report.maxConcurrency());
    out.writeBooleanProperty("sequential_mode", report.options().sequential());
    out.writeNumberProperty("critical_path_ms", NodeResultJson.millis(report.criticalPath()));
    out.writeNumberProperty(
        "speedup",
        report.total().isZero()
            ? 1.0
            : rounded((double) busy.toNanos() / report.total().toNanos()));
    out.writeBooleanProperty("aborted", report.aborted());
  }

  private void errorsAndWarnings(List<String> warnings) {
    out.writeArrayPropertyStart("errors");
    for (NodeReport node : report.nodes()) {
      node.error()
          .ifPresent(error ->
              out.writeString("node '%s': %s".formatted(node.node().id(), error.sentence())));
    }
    out.writeEndArray();
    out.writeArrayPropertyStart("skipped_nodes");
    for (NodeReport node : report.nodes()) {
      if (node.state() == State.SKIPPED) {
        out.writeString(node.node().id());
      }
    }
    out.writeEndArray();
    out.writeArrayPropertyStart("warnings");
    warnings.forEach(out::writeString);
    Set<String> ofNodes = new LinkedHashSet<>();
    report.nodes().forEach(node -> ofNodes.addAll(node.details().warnings()));
    ofNodes.forEach(out::writeString);
    out.writeEndArray();
  }

  private void times() {
    out.writeArrayPropertyStart("level_execution_times_ms");
    List<Duration> levels = report.levelTimes();
    for (Duration level : levels) {
      out.writeNumber(NodeResultJson.millis(level));
    }
    out.writeEndArray();
    out.writeObjectPropertyStart("node_execution_times_ms");
    for (NodeReport node : report.nodes()) {
      if (node.ran()) {
        out.writeNumberProperty(node.node().id(), NodeResultJson.millis(node.time()));
      }
    }
    out.writeEndObject();
    out.writeObjectPropertyStart("node_levels");
    for (NodeReport node : report.nodes()) {
      out.writeNumberProperty(node.node().id(), node.node().level());
    }
    out.writeEndObject();
    out.writeObjectPropertyStart("node_status");
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

  private static String[] percentiles(String of) {
    return Arrays.stream(PERCENTS)
        .mapToObj(percent -> of + "_latency_p" + percent + "_ms")
        .toArray(String[]::new);
  }

  /// The value at index floor(q * (n - 1)) of the sorted times.
  private void percentiles(String[] names, List<Duration> times) {
    long[] sorted = new long[times.size()];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = NodeResultJson.millis(times.get(i));
    }
    Arrays.sort(sorted);
    for (int i = 0; i < PERCENTS.length; i++) {
      int at = (int) Math.floor(PERCENTS[i] / 100.0 * (sorted.length - 1));
      out.writeNumberProperty(names[i], sorted.length == 0 ? 0 : sorted[at]);
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
