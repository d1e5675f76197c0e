package dev.aether.engine;

import dev.aether.context.Value;
import dev.aether.template.Sensitivity;

/// What a node put out.
///
/// @param text as it goes into the prompts of other nodes
/// @param value the same for expressions and paths; a [Value.Text] if it is only text
/// @param sensitivity how carefully the output is handled
public record NodeOutput(String text, Value value, Sensitivity sensitivity) {

  /// Plain text.
  public static NodeOutput text(String text, Sensitivity sensitivity) {
    return new NodeOutput(text, new Value.Text(text), sensitivity);
  }

  /// A value, and the text that stands for it in a prompt.
  public static NodeOutput of(Value value, Sensitivity sensitivity) {
    return new NodeOutput(value.asText(), value, sensitivity);
  }
}
