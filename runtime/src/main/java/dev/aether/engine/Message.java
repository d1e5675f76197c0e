package dev.aether.engine;

import dev.aether.llm.CallEvent;

/// What node threads and callers tell the owner of an execution.
sealed interface Message {
  /// A node has its outcome.
  ///
  /// @param quick whether the outcome was there at once
  record Ended(int node, NodeOutcome outcome, boolean quick) implements Message {}

  /// Text of an answer under way.
  record Said(int node, String text) implements Message {}

  /// Something happened on the way of a call.
  record Called(int node, CallEvent event) implements Message {}

  /// A node whose outcome is known already is released.
  record Known(int node, NodeOutcome outcome) implements Message {}

  /// The execution is to stop.
  record Cancel() implements Message {}
}
