package dev.aether.execution;

import dev.aether.context.Value;
import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.RunOptions;
import dev.aether.workflow.Plan;

/// Turns events into values and back, so that they can be kept. Values of high sensitivity are left
/// out.
public interface EventCodec {
  /// The event as a value.
  Value write(ExecutionEvent event);

  /// The event that was written.
  ///
  /// @param plan of the execution
  /// @param options of the execution
  /// @throws IllegalArgumentException if the value stands for no event of this plan
  ExecutionEvent read(Value value, Plan plan, RunOptions options);

  /// Whether something was left out of an event.
  boolean withheld(Value value);
}
