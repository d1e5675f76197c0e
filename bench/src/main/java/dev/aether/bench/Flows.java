package dev.aether.bench;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.workflow.DagReader;
import dev.aether.workflow.ExpressionLanguage;
import dev.aether.workflow.Limits;
import dev.aether.workflow.Plan;
import dev.aether.workflow.Planner;
import java.util.StringJoiner;

/// The flows that are measured, as documents.
public final class Flows {
  private Flows() {}

  /// Independent nodes and one that joins them.
  public static String fan(int width) {
    var nodes = new StringJoiner(",");
    var joined = new StringBuilder();
    for (int i = 0; i < width; i++) {
      nodes.add(
          "{\"id\":\"n%d\",\"prompt_template\":\"Say %d of {{context.topic}}\"}".formatted(i, i));
      joined.append("{{node.n%d.output}} ".formatted(i));
    }
    nodes.add("{\"id\":\"join\",\"prompt_template\":\"Join %s\"}".formatted(joined));
    return document(nodes);
  }

  /// Independent nodes.
  public static String wide(int width) {
    var nodes = new StringJoiner(",");
    for (int i = 0; i < width; i++) {
      nodes.add("{\"id\":\"n%d\",\"prompt_template\":\"Say %d\"}".formatted(i, i));
    }
    return document(nodes);
  }

  /// Nodes that each read the one before.
  public static String chain(int length) {
    var nodes = new StringJoiner(",");
    nodes.add("{\"id\":\"n0\",\"prompt_template\":\"Begin\"}");
    for (int i = 1; i < length; i++) {
      nodes.add(
          "{\"id\":\"n%d\",\"prompt_template\":\"Go on\",\"dependencies\":[\"n%d\"]}"
              .formatted(i, i - 1));
    }
    return document(nodes);
  }

  private static String document(StringJoiner nodes) {
    return "{\"nodes\":[" + nodes + "]}";
  }

  public static Value parse(String document) {
    if (JsonText.JSON.read(document) instanceof JsonText.Parsed(var value)) {
      return value;
    }
    throw new IllegalStateException("no document");
  }

  public static Plan plan(Value document) {
    var planner = new Planner(_ -> new ExpressionLanguage.Invalid(1, 1, "unused"), Limits.DEFAULT);
    return switch (planner.plan(DagReader.read(document, "", Limits.DEFAULT))) {
      case Planner.Planned(var plan) -> plan;
      case Planner.Refused(var defects) -> throw new IllegalStateException(defects.toString());
    };
  }
}
