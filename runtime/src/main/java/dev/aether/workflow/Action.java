package dev.aether.workflow;

import dev.aether.context.Value;
import dev.aether.template.Template;
import java.util.Optional;

/// What running a node means, with everything parsed and compiled.
public sealed interface Action {

  /// Render the prompts, call a model.
  record CallModel(Node.LlmFn settings, Template prompt, Optional<Template> systemPrompt)
      implements Action {}

  /// Evaluate an expression.
  record Evaluate(Expression expression) implements Action {}

  /// Evaluate an expression to true or false.
  record Decide(Expression expression) implements Action {}

  /// Render a template as text.
  record RenderText(Template template) implements Action {}

  /// Yield a context value.
  record ReadInput(String name, Optional<Value> defaultValue) implements Action {}

  /// Yield the output of the only dependency.
  record PassOn(int dependency) implements Action {}
}
