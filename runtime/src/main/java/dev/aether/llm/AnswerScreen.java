package dev.aether.llm;

import dev.aether.llm.LlmResult.Completion;

/// Looks at an answer before it is kept or passed on, and may change or withhold it. Called on the
/// thread of the call, once for each answer.
@FunctionalInterface
public interface AnswerScreen {
  /// Lets every answer pass.
  AnswerScreen NONE = answer -> answer;

  /// What becomes of an answer.
  LlmResult of(Completion answer);

  /// The same for a call that is nobody's: nothing is noted of its answer.
  default AnswerScreen unheard() {
    return this;
  }
}
