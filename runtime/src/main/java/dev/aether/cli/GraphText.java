package dev.aether.cli;

import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.util.List;

/// A plan as text that people read or that drawing programs take.
final class GraphText {
  private GraphText() {}

  /// The forms of a drawing.
  enum Format {
    /// Level by level, for people.
    TEXT,
    /// For [Mermaid](https://mermaid.js.org).
    MERMAID,
    /// For [Graphviz](https://graphviz.org).
    DOT
  }

  static String of(Plan plan, Format format) {
    return switch (format) {
      case TEXT -> text(plan);
      case MERMAID -> mermaid(plan);
      case DOT -> dot(plan);
    };
  }

  private static String text(Plan plan) {
    var out = new StringBuilder();
    for (int level = 0; level < plan.levels(); level++) {
      out.append("level ").append(level).append('\n');
      for (PlannedNode node : plan.nodes()) {
        if (node.level() == level) {
          out.append("  ").append(node.id()).append(" (").append(word(node)).append(')');
          List<String> from =
              node.dependencies().stream().mapToObj(i -> plan.node(i).id()).toList();
          if (!from.isEmpty()) {
            out.append(" <- ").append(String.join(", ", from));
          }
          out.append('\n');
        }
      }
    }
    return out.toString().stripTrailing();
  }

  private static String mermaid(Plan plan) {
    var out = new StringBuilder("flowchart LR\n");
    for (PlannedNode node : plan.nodes()) {
      String label = node.node().name().replace("\"", "#quot;").replace("\n", " ");
      out.append(
          "  n%d[\"%s<br/><small>%s</small>\"]%n".formatted(node.index(), label, word(node)));
    }
    edges(plan, out, "  n%d --> n%d%n");
    return out.toString().stripTrailing();
  }

  private static String dot(Plan plan) {
    var out = new StringBuilder("digraph flow {\n  rankdir=LR;\n  node [shape=box];\n");
    for (PlannedNode node : plan.nodes()) {
      String label = node.node().name().replace("\\", "\\\\").replace("\"", "\\\"");
      out.append("  n%d [label=\"%s\\n%s\"];%n".formatted(node.index(), label, word(node)));
    }
    edges(plan, out, "  n%d -> n%d;%n");
    return out.append('}').toString();
  }

  private static void edges(Plan plan, StringBuilder out, String form) {
    for (PlannedNode node : plan.nodes()) {
      node.dependencies().stream().forEach(from -> out.append(form.formatted(from, node.index())));
    }
  }

  private static String word(PlannedNode node) {
    return node.node().kind().word();
  }
}
