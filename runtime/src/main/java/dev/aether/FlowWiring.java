package dev.aether;

import dev.aether.cache.Recurring;
import dev.aether.cel.CelBounds;
import dev.aether.cel.CelExpressions;
import dev.aether.config.ExecutionSettings;
import dev.aether.execution.FlowText;
import dev.aether.execution.RequestReader;
import dev.aether.json.JsonText;
import dev.aether.workflow.FlowReader;
import dev.aether.workflow.Limits;
import dev.aether.workflow.Planner;
import java.util.Optional;

/// Puts together what reads flows. A flow that comes again is found by the text it was sent in, or
/// by what it says; one that never does takes no memory.
final class FlowWiring {
  private static final int REMEMBERED =
      2_000_000; // characters of flows, and as many of texts; with the plans some 20 MB

  private FlowWiring() {}

  static RequestReader reader(ExecutionSettings bounds) {
    Limits limits =
        new Limits(
            bounds.maxNodes(),
            bounds.maxEdges(),
            bounds.maxTemplateChars(),
            Limits.DEFAULT.defects());
    var expressions =
        new CelExpressions(
            new CelBounds(bounds.maxExpressionChars(), bounds.expressionTimeout()),
            System::nanoTime);
    FlowReader planning = FlowReader.of(new Planner(expressions, limits), limits);
    FlowReader flows =
        new Recurring<>(REMEMBERED, source -> 100 + source.chars(), planning::read, _ -> true)
            ::apply;
    Recurring<FlowText, Optional<FlowReader.Flow>> texts =
        new Recurring<>(
            REMEMBERED,
            text -> 100 + text.utf8().length,
            text -> flow(text, flows),
            Optional::isPresent);
    return new RequestReader(flows, texts);
  }

  private static Optional<FlowReader.Flow> flow(FlowText text, FlowReader flows) {
    return JsonText.JSON.read(text.utf8()) instanceof JsonText.Parsed(var document)
        ? Optional.of(flows.read(FlowReader.Source.of(document, FlowText.POINTER)))
        : Optional.empty();
  }
}
