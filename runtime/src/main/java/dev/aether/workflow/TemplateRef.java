package dev.aether.workflow;

import dev.aether.template.Sensitivity;
import java.util.List;
import java.util.Optional;

/// The compiler's description of one placeholder.
///
/// @param raw the placeholder as it stands in the template; spaces inside the braces do not count
/// @param sensitivity empty if nothing is said: then low, or what flows in along the edge
/// @param foldedValue the value, where the compiler already knew it
public record TemplateRef(
    String raw,
    Kind kind,
    List<String> path,
    Optional<String> nodeId,
    Optional<String> field,
    boolean required,
    Optional<Sensitivity> sensitivity,
    Optional<String> foldedValue) {
  /// Copies the list.
  public TemplateRef {
    path = List.copyOf(path);
  }

  /// Where a value comes from.
  public enum Kind {
    /// The context, by path.
    CONTEXT,
    /// Another node.
    NODE_OUTPUT,
    /// A parameter of the flow: the context, by path.
    PARAMETER,
    /// `metadata.constants`.
    CONSTANT,
    /// A variable of the source program: the context, by path.
    VARIABLE
  }
}
