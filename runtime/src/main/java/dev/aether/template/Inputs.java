package dev.aether.template;

import dev.aether.context.Value;
import java.util.Optional;

/// The values that one node may read while it is rendered.
public interface Inputs {

  /// The context of the execution.
  Value.Obj context();

  /// The output of a node as text; empty if that node is not among the dependencies. A node that
  /// was skipped by a branch has the empty text.
  Optional<String> text(String nodeId);

  /// The output of a node as a value, to reach into; empty if there is no such node or its output
  /// is not JSON.
  Optional<Value> value(String nodeId);
}
