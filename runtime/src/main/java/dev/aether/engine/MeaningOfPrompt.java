package dev.aether.engine;

import dev.aether.context.Value;
import dev.aether.context.ValuePath;
import dev.aether.llm.Meaning;
import dev.aether.template.Reference;
import dev.aether.template.RenderPolicy;
import dev.aether.template.Renderer;
import dev.aether.template.Rendering.Rendered;
import dev.aether.template.Sensitivity;
import dev.aether.template.Template;
import dev.aether.template.Template.Hole;
import dev.aether.workflow.Action;
import dev.aether.workflow.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Says which part of a rendered prompt may be matched by meaning, if any of it may, and what has
/// to be equal besides.
///
/// Matched are the placeholders that the author named. Where none is named, they are the values of
/// the context that are text of at least three words: a language, a plan or the name of a customer
/// must be equal. Everything else identifies the answer.
final class MeaningOfPrompt {
  private static final double HOTTEST = 0.3;
  private static final double USUAL_ERROR_RATE = 0.01;
  private static final double HIGHEST_ERROR_RATE = 0.999;
  private static final int FEWEST_WORDS = 3;

  private final SemanticMode mode;

  MeaningOfPrompt(SemanticMode mode) {
    this.mode = mode;
  }

  /// The part, if this call may have one.
  ///
  /// @param sensitivity of the prompt and the answer, the stricter one
  Optional<Meaning> of(
      Action.CallModel action, RenderPolicy policy, NodeInputs inputs, Sensitivity sensitivity) {
    Node.LlmFn settings = action.settings();
    if (sensitivity == Sensitivity.HIGH || !wanted(settings)) {
      return Optional.empty();
    }
    double errorRate = settings.cache().maxErrorRate().orElse(USUAL_ERROR_RATE);
    if (errorRate <= 0) {
      return Optional.empty(); // no wrong answer at all: only an equal request will do
    }
    Set<String> names = new HashSet<>();
    settings.cache().semanticInputs().forEach(name -> names.add(Reference.bare(name)));
    Map<String, String> matched = new LinkedHashMap<>();
    List<String> identity = new ArrayList<>();
    identity.add(settings.prompt());
    identity.add(sensitivity.name());
    for (Template.Segment segment : action.prompt().segments()) {
      if (segment instanceof Hole(var reference)) {
        String value = text(reference, policy, inputs);
        if (names.isEmpty() ? isProse(reference, inputs) : isNamed(reference, names)) {
          matched.put(reference.raw(), value);
          identity.add("~");
        } else {
          identity.add("=" + value);
        }
      }
    }
    return matched.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Meaning(
                joined(matched),
                identity,
                settings.prompt(),
                Math.min(errorRate, HIGHEST_ERROR_RATE)));
  }

  private boolean wanted(Node.LlmFn settings) {
    Optional<Node.CacheHint.Mode> stated = settings.cache().mode();
    boolean asked =
        switch (mode) {
          case OFF -> false;
          case OPT_IN -> stated.filter(m -> m == Node.CacheHint.Mode.SEMANTIC).isPresent();
          case ON -> stated.filter(m -> m != Node.CacheHint.Mode.SEMANTIC).isEmpty();
        };
    return asked
        && (settings.cache().anyTemperature() || settings.temperature().orElse(0) <= HOTTEST);
  }

  private static boolean isNamed(Reference reference, Set<String> names) {
    return reference.names().stream().anyMatch(names::contains);
  }

  private static boolean isProse(Reference reference, NodeInputs inputs) {
    return reference.source() instanceof Reference.FromContext(var path)
        && path.in(inputs.context()) instanceof ValuePath.Found(Value.Text(var text))
        && text.strip().split("\\s+", FEWEST_WORDS + 1).length >= FEWEST_WORDS;
  }

  /// One placeholder by itself, as it stands in the prompt.
  private static String text(Reference reference, RenderPolicy policy, NodeInputs inputs) {
    return Renderer.render(new Template(List.of(new Hole(reference))), policy, inputs)
            instanceof Rendered rendered
        ? rendered.text()
        : ""; // not reached: the whole prompt has been rendered before
  }

  /// Several values keep their names in front, so that none can pass for a part of another.
  private static String joined(Map<String, String> values) {
    if (values.size() == 1) {
      return values.values().iterator().next();
    }
    var text = new StringBuilder();
    values.forEach(
        (raw, value) -> text.append(Reference.bare(raw)).append(": ").append(value).append('\n'));
    return text.toString();
  }
}
