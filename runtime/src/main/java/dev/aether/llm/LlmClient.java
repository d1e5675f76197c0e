package dev.aether.llm;

import java.util.Optional;

/// Answers prompts. Providers implement it, and so does every layer around a provider.
///
/// Safe for use by many threads; a call blocks its (virtual) thread until it has ended.
@FunctionalInterface
public interface LlmClient {

  /// Answers one request.
  ///
  /// @param request everything that can change the answer
  /// @param call everything else about this one call
  /// @return the answer, or why there is none; failures that the world causes are values
  /// @throws InterruptedException if the caller was cancelled; what was under way is given up
  LlmResult complete(LlmRequest request, Call call) throws InterruptedException;

  /// The answer, if it is there already: to say so takes microseconds and never waits. Who has none
  /// has not been asked; [#complete(LlmRequest, Call)] is to follow.
  default Optional<LlmResult> atOnce(LlmRequest request, Call call) {
    return Optional.empty();
  }
}
