package dev.aether.workflow;

import dev.aether.context.Value;
import java.util.Map;

/// A compiled expression. Safe for use by many threads; the same inputs give the same value.
@FunctionalInterface
public interface Expression {

  /// What came of an evaluation.
  sealed interface Evaluation {}

  /// The value.
  record Evaluated(Value value) implements Evaluation {}

  /// There is no value.
  ///
  /// @param reason for people; may name variables, never contains their values
  record NotEvaluated(String reason) implements Evaluation {}

  /// Evaluates.
  ///
  /// @param context what `context` stands for
  /// @param nodes by node id, what `node.ID.output` stands for
  /// @param input what `input` stands for: the flow's declared inputs
  Evaluation evaluate(Value.Obj context, Map<String, Value> nodes, Value.Obj input);
}
