package dev.aether.json;

import dev.aether.workflow.Defect;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;

/// Writes what is known of a flow before it runs.
public final class PlanJson {
  private PlanJson() {}

  /// A flow that can run: its levels, and its longest chain of nodes.
  public static byte[] valid(Plan plan, List<String> warnings) {
    return JsonText.JSON.write(out -> {
      out.writeStartObject();
      out.writeBooleanProperty("valid", true);
      out.writeArrayPropertyStart("errors");
      out.writeEndArray();
      strings(out, "warnings", warnings);
      out.writeNumberProperty("nodes", plan.size());
      out.writeArrayPropertyStart("levels");
      for (List<String> level : levels(plan)) {
        out.writeStartArray();
        level.forEach(out::writeString);
        out.writeEndArray();
      }
      out.writeEndArray();
      out.writeObjectPropertyStart("dependencies");
      for (PlannedNode node : plan.nodes()) {
        strings(
            out,
            node.id(),
            node.dependencies().stream().mapToObj(index -> plan.node(index).id()).toList());
      }
      out.writeEndObject();
      strings(out, "critical_path", criticalPath(plan));
      out.writeEndObject();
    });
  }

  /// A flow that cannot run.
  public static byte[] invalid(List<Defect> defects, List<String> warnings) {
    return JsonText.JSON.write(out -> {
      out.writeStartObject();
      out.writeBooleanProperty("valid", false);
      out.writeArrayPropertyStart("errors");
      for (Defect defect : defects) {
        out.writeStartObject();
        out.writeStringProperty("code", defect.code());
        out.writeStringProperty("detail", defect.detail());
        out.writeStringProperty("pointer", defect.pointer());
        out.writeEndObject();
      }
      out.writeEndArray();
      strings(out, "warnings", warnings);
      out.writeEndObject();
    });
  }

  private static void strings(JsonGenerator out, String name, List<String> texts) {
    out.writeArrayPropertyStart(name);
    texts.forEach(out::writeString);
    out.writeEndArray();
  }

  private static List<List<String>> levels(Plan plan) {
    List<List<String>> levels = new ArrayList<>();
    IntStream.range(0, plan.levels()).forEach(_ -> levels.add(new ArrayList<>()));
    plan.nodes().forEach(node -> levels.get(node.level()).add(node.id()));
    return levels;
  }

  /// The nodes of one longest chain, first to last.
  public static List<String> criticalPath(Plan plan) {
    List<String> path = new ArrayList<>();
    PlannedNode here =
        plan.nodes().stream()
            .max(Comparator.comparingInt(PlannedNode::remaining).thenComparingInt(n -> -n.index()))
            .orElse(null);
    while (here != null) {
      path.add(here.id());
      here =
          here.dependents().stream()
              .mapToObj(plan::node)
              .max(
                  Comparator.comparingInt(PlannedNode::remaining).thenComparingInt(n -> -n.index()))
              .orElse(null);
    }
    return path;
  }
}
