package dev.aether.json;

import dev.aether.engine.Report;
import dev.aether.engine.Report.NodeReport;
import dev.aether.engine.Report.State;
import dev.aether.execution.ExecutionRecord;
import dev.aether.execution.ExecutionRecord.Standing;
import dev.aether.execution.ExecutionRequest.Include;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.workflow.Node;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Writes the nodes of an execution one by one: what they are, how they hang together, when each
/// did what; and of a single one also its texts. Times are milliseconds since the execution
/// started, with fractions.
public final class NodesJson {
  private final JsonGenerator out;
  private final Plan plan;
  private final Include include;

  private NodesJson(JsonGenerator out, Plan plan, Include include) {
    this.out = out;
    this.plan = plan;
    this.include = include;
  }

  /// An execution and all its nodes, in document order.
  ///
  /// @param seq number of an event that is certainly counted in
  /// @param texts whether the nodes' texts are in it
  public static byte[] all(ExecutionRecord record, Standing standing, long seq, boolean texts) {
    Plan plan = record.request().plan();
    return JsonText.JSON.write(out -> {
      out.writeStartObject();
      out.writeName("execution");
      JsonText.write(out, ExecutionJson.summary(record, standing));
      out.writeNumberProperty("seq", seq);
      new NodesJson(out, plan, record.request().include()).nodes(standing.report(), texts);
      out.writeEndObject();
    });
  }

  /// The same, with all texts, for one that was run without being kept.
  public static byte[] all(Report report, Include include) {
    return JsonText.JSON.write(out -> {
      out.writeStartObject();
      out.writeName("execution");
      JsonText.write(out, ExecutionJson.summary(report));
      new NodesJson(out, report.plan(), include).nodes(Optional.of(report), true);
      out.writeEndObject();
    });
  }

  /// One node of an execution, with its texts.
  public static byte[] one(ExecutionRecord record, Standing standing, PlannedNode node) {
    return JsonText.JSON.write(out ->
        new NodesJson(out, record.request().plan(), record.request().include())
            .node(node, standing.report(), true));
  }

  private void nodes(Optional<Report> report, boolean texts) {
    out.writeArrayPropertyStart("nodes");
    plan.nodes().forEach(node -> node(node, report, texts));
    out.writeEndArray();
  }

  private void node(PlannedNode node, Optional<Report> report, boolean texts) {
    out.writeStartObject();
    planned(node);
    if (texts) {
      NodeTexts.template(out, node.node());
    }
    if (report.isEmpty()) {
      out.writeStringProperty("state", "pending");
    } else {
      NodeReport its = report.get().nodes().get(node.index());
      came(its);
      if (texts) {
        NodeTexts.came(out, its, include);
      }
    }
    out.writeEndObject();
  }

  private void planned(PlannedNode node) {
    Node its = node.node();
    out.writeStringProperty("node_id", node.id());
    out.writeStringProperty("name", its.name());
    out.writeStringProperty("node_type", its.kind().word());
    out.writeNumberProperty("level", node.level());
    out.writeBooleanProperty("tainted", node.tainted());
    out.writeStringProperty("sensitivity", node.sensitivity().word());
    out.writeArrayPropertyStart("dependencies");
    node.dependencies().stream().forEach(index -> out.writeString(plan.node(index).id()));
    out.writeEndArray();
    if (its.when().isPresent()) {
      out.writeObjectPropertyStart("when");
      out.writeStringProperty("node", its.when().get().node());
      out.writeBooleanProperty("is", its.when().get().is());
      out.writeEndObject();
    }
    its.hints()
        .parallelGroup()
        .ifPresent(group -> out.writeStringProperty("parallel_group", group));
  }

  private void came(NodeReport node) {
    out.writeStringProperty("state", node.state().word());
    if (node.attempts() > 0) {
      time("ready_ms", node.takenOver() ? node.started() : node.ready());
      time("started_ms", node.started());
    }
    if (node.state() != State.PENDING && node.state() != State.RUNNING) {
      time("ended_ms", node.ended());
    }
    out.writeNumberProperty("attempts", node.attempts());
    if (node.takenOver()) {
      out.writeBooleanProperty("taken_over", true);
    }
    NodeCourse.write(out, node.details().course());
    node.details()
        .completion()
        .ifPresent(answer -> {
          out.writeStringProperty("provider", answer.provider());
          out.writeStringProperty("model", answer.model());
          out.writeStringProperty("cache", answer.source().word());
          answer
              .match()
              .ifPresent(match -> {
                out.writeName("cache_entry");
                JsonText.write(out, CacheEntryJson.of(match));
              });
        });
    Usage usage = node.spent().usage();
    if (usage.total() > 0) {
      ReportParts.usage(out, usage);
    }
    ReportParts.cost(out, node.cost());
    if (node.tokensSaved() > 0) {
      out.writeNumberProperty("tokens_saved", node.tokensSaved());
    }
    node.error().ifPresent(error -> error(error.code(), error.sentence()));
    node.skipReason()
        .ifPresent(reason ->
            out.writeStringProperty("skip_reason", reason.name().toLowerCase(Locale.ROOT)));
    node.becauseOf().ifPresent(id -> out.writeStringProperty("because_of", id));
  }

  private void error(String code, String detail) {
    out.writeObjectPropertyStart("error");
    out.writeStringProperty("code", code);
    out.writeStringProperty("detail", detail);
    out.writeEndObject();
  }

  private void time(String name, Duration time) {
    out.writeNumberProperty(name, NodeCourse.millis(time));
  }
}
