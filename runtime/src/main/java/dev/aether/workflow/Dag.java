package dev.aether.workflow;

import dev.aether.context.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A flow as its author wrote it, or the compiler emitted it. Every field has its type; whether the
/// flow can run is the [Planner]'s question.
///
/// @param nodes in document order
public record Dag(String schemaVersion, Metadata metadata, List<Node> nodes) {
  /// Copies the list.
  public Dag {
    nodes = List.copyOf(nodes);
  }

  /// What is said about the flow as a whole.
  ///
  /// @param constants what `{{const.NAME}}` stands for
  public record Metadata(
      Optional<String> flowName,
      Optional<String> sourceFile,
      Optional<String> compilerVersion,
      Optional<String> compiledAt,
      List<Input> inputs,
      Optional<String> outputType,
      Map<String, String> constants) {
    /// Nothing said.
    public static final Metadata NONE =
        new Metadata(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Map.of());

    /// Copies the collections.
    public Metadata {
      inputs = List.copyOf(inputs);
      constants = Map.copyOf(constants);
    }
  }

  /// A value that the flow expects in its context.
  public record Input(
      String name, Optional<String> type, boolean required, Optional<Value> defaultValue) {}
}
