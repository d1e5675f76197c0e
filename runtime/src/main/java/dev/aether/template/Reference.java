package dev.aether.template;

import dev.aether.context.ValuePath;
import java.util.List;
import java.util.Optional;

/// What a placeholder stands for, with everything that is known before the flow runs.
///
/// @param raw the placeholder as it stands in the template, braces included
/// @param required whether the node fails when there is no value
/// @param sensitivity of the value, flow along the edges included
public record Reference(String raw, Source source, boolean required, Sensitivity sensitivity) {

  /// What an author may call this placeholder by: as it stands between its braces, and for a value
  /// of the context also its path, with or without `context.` in front.
  public List<String> names() {
    return source instanceof FromContext(var path)
        ? List.of(bare(raw), path.toString(), "context." + path)
        : List.of(bare(raw));
  }

  /// A name without the braces that an author may put around it.
  public static String bare(String name) {
    String stripped = name.strip();
    return stripped.startsWith("{{") && stripped.endsWith("}}") && stripped.length() >= 4
        ? stripped.substring(2, stripped.length() - 2).strip()
        : stripped;
  }

  /// Where the value comes from.
  public sealed interface Source {}

  /// A value of the context.
  public record FromContext(ValuePath path) implements Source {}

  /// The output of a node: its text, or with a path a part of its JSON.
  ///
  /// @param path steps into the output; none for the whole text
  public record FromNode(String nodeId, ValuePath path) implements Source {}

  /// A constant of the flow, or a value that the compiler already knew.
  ///
  /// @param value empty if the flow has no such constant
  public record Fixed(String name, Optional<String> value) implements Source {}
}
