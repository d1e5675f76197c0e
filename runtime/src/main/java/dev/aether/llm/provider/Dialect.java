package dev.aether.llm.provider;

import dev.aether.context.Value;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.Prefix;

/// How a provider words requests and answers.
interface Dialect {

  /// What is appended to the base address.
  String operation();

  /// The request as this provider wants it.
  ///
  /// @param prefix what the provider is told of the prompt's beginning; never changes its text
  Value.Obj request(LlmRequest request, Prefix prefix, boolean streaming);

  /// Reads a whole answer.
  void whole(Value answer, Draft draft);

  /// Reads one event of a streamed answer. Unknown ones are passed over.
  void event(Value event, Draft draft);

  /// Whether the data of an event is the provider's mark for the end, which is no JSON.
  default boolean endsStream(String data) {
    return false;
  }
}
