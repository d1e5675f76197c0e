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

  /// Whether a reader may have got some of the text that has come so far, so that no other answer
  /// can take its place. What is held back has not been heard.
  default boolean heard() {
    return true;
  }

  /// Another attempt begins: what was held back of the last one is dropped.
  default void again() {}

  /// The same for a call that is nobody's: nothing is noted of its answer.
  default AnswerScreen unheard() {
    return this;
  }
}
