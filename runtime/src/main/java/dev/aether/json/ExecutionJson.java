package dev.aether.json;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.Report;
import dev.aether.engine.Report.NodeReport;
import dev.aether.execution.ExecutionRecord;
import dev.aether.execution.ExecutionRecord.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Writes executions as resources: the report as far as it is known, and what surrounds it.
public final class ExecutionJson {
  private ExecutionJson() {}

  /// One execution, whole.
  public static byte[] resource(ExecutionRecord record, Standing standing) {
    return JsonText.JSON.write(out -> {
      out.writeStartObject();
      if (standing.report().isPresent()) {
        ReportJson.members(
            out,
            standing.report().get(),
            standing.phase().word(),
            record.request().include().prompts(),
            record.request().include().outputs(),
            record.request().warnings());
      } else {
        out.writeStringProperty("execution_id", record.id());
        out.writeStringProperty("status", standing.phase().word());
      }
      surroundings(out, record, standing);
      out.writeEndObject();
    });
  }

  private static void surroundings(JsonGenerator out, ExecutionRecord record, Standing standing) {
    time(out, "created_at", Optional.of(record.createdAt()));
    time(out, "started_at", standing.startedAt());
    time(out, "finished_at", standing.finishedAt());
    out.writeArrayPropertyStart("tags");
    record.request().tags().forEach(out::writeString);
    out.writeEndArray();
    out.writeName("metadata");
    JsonText.write(out, record.request().metadata());
    record.parentId().ifPresent(id -> out.writeStringProperty("parent_execution_id", id));
  }

  private static void time(JsonGenerator out, String name, Optional<Instant> time) {
    time.ifPresent(instant -> out.writeStringProperty(name, rfc3339(instant)));
  }

  private static String rfc3339(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /// One execution in a list: what is needed to choose one.
  public static Value summary(ExecutionRecord record, Standing standing) {
    var members =
        new Members()
            .put("execution_id", record.id())
            .put("status", standing.phase().word())
            .put("flow", record.request().plan().dag().metadata().flowName())
            .put("created_at", rfc3339(record.createdAt()))
            .put("started_at", standing.startedAt().map(ExecutionJson::rfc3339))
            .put("finished_at", standing.finishedAt().map(ExecutionJson::rfc3339))
            .put("nodes", record.request().plan().size())
            .put("tags", record.request().tags())
            .put("parent_execution_id", record.parentId());
    standing.report().ifPresent(report -> figures(members, report));
    return members.end();
  }

  /// The same for one that was run without being kept.
  static Value summary(Report report) {
    var members =
        new Members()
            .put("execution_id", report.executionId())
            .put("status", report.status().word())
            .put("flow", report.plan().dag().metadata().flowName())
            .put("created_at", rfc3339(report.startedAt()))
            .put("started_at", rfc3339(report.startedAt()))
            .put("finished_at", rfc3339(report.startedAt().plus(report.total())))
            .put("nodes", report.plan().size());
    figures(members, report);
    return members.end();
  }

  private static void figures(Members members, Report report) {
    members
        .put("total_execution_time_ms", report.total().toMillis())
        .put("total_tokens", report.usage().total())
        .put("cache_hits", report.nodes().stream().filter(NodeReport::cacheHit).count())
        .put("cost", report.cost().map(cost -> cost.amount().toPlainString()))
        .put("cost_saved", report.cost().map(cost -> cost.saved().toPlainString()));
  }
}
