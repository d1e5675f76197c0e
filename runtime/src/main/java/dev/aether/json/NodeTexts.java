package dev.aether.json;

import dev.aether.engine.Report.NodeReport;
import dev.aether.execution.ExecutionRequest.Include;
import dev.aether.template.Origin;
import dev.aether.template.Piece;
import dev.aether.template.Rendering.Rendered;
import dev.aether.template.Sensitivity;
import dev.aether.workflow.Node;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// The texts of one node: what its author wrote, what was sent piece by piece, what came back, and
/// what was found in it. Values of high sensitivity are redacted.
final class NodeTexts {
  private NodeTexts() {}

  /// What the author wrote.
  static void template(JsonGenerator out, Node node) {
    Optional<String> text =
        switch (node.kind()) {
          case Node.LlmFn call -> Optional.of(call.prompt());
          case Node.Compute compute -> compute.expression().or(compute::template);
          case Node.Conditional conditional -> Optional.of(conditional.expression());
          case Node.Input _ -> Optional.empty();
          case Node.Output output -> output.template();
        };
    text.ifPresent(template -> out.writeStringProperty("template", template));
  }

  /// What came of it.
  static void came(JsonGenerator out, NodeReport node, Include include) {
    if (include.prompts()) {
      pieces(out, "system_prompt", node.details().systemPrompt());
      pieces(out, "prompt", node.details().prompt());
    }
    if (include.outputs()) {
      node.output()
          .ifPresent(output ->
              out.writeStringProperty(
                  "output",
                  output.sensitivity() == Sensitivity.HIGH ? Piece.REDACTED : output.text()));
    }
    out.writeArrayPropertyStart("warnings");
    node.details().warnings().forEach(out::writeString);
    out.writeEndArray();
    ReportParts.findings(out, node.details().findings());
  }

  private static void pieces(JsonGenerator out, String name, Optional<Rendered> rendered) {
    if (rendered.isEmpty()) {
      return;
    }
    out.writeArrayPropertyStart(name);
    for (Piece piece : rendered.get().pieces()) {
      out.writeStartObject();
      out.writeStringProperty("text", piece.hiding(Sensitivity.HIGH));
      switch (piece.origin()) {
        case Origin.Author _ -> out.writeStringProperty("origin", "author");
        case Origin.Context(var path) -> {
          out.writeStringProperty("origin", "context");
          out.writeStringProperty("from", path);
        }
        case Origin.Node(var id) -> {
          out.writeStringProperty("origin", "node");
          out.writeStringProperty("from", id);
        }
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
