package dev.aether.workflow;

import java.util.Set;

/// Compiles the expressions of `compute` and `conditional` nodes.
@FunctionalInterface
public interface ExpressionLanguage {

  /// What came of a compilation.
  sealed interface Compilation {}

  /// The expression can be evaluated.
  ///
  /// @param nodeIds the nodes whose output it reads: `node.ID` and `node["ID"]`
  record Compiled(Expression expression, Set<String> nodeIds) implements Compilation {
    /// Copies the set.
    public Compiled {
      nodeIds = Set.copyOf(nodeIds);
    }
  }

  /// The text is no expression.
  ///
  /// @param line from 1
  /// @param column from 1
  record Invalid(int line, int column, String reason) implements Compilation {}

  /// Compiles one expression.
  Compilation compile(String source);
}
