package dev.aether.engine;

import dev.aether.llm.LlmRequest;
import dev.aether.llm.Models;
import dev.aether.llm.Prefix;
import dev.aether.template.Rendering.Rendered;
import dev.aether.template.Sensitivity;
import dev.aether.workflow.PlannedNode;
import dev.aether.workflow.Protection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Prompts that have been rendered and looked at. A question that a cache answers has been asked
/// before, and to work it out again takes longer than to find its answer.
///
/// Must be safe for use by many threads. It may forget at any time.
public interface PromptMemory {
  /// Remembers nothing.
  PromptMemory NONE =
      new PromptMemory() {
        @Override
        public @Nullable Prepared find(Question question) {
          return null;
        }

        @Override
        public void remember(Question question, Prepared prompt) {}
      };

  /// What is known of a question; null if nothing is.
  @Nullable Prepared find(Question question);

  /// Remembers what has come of a question.
  void remember(Question question, Prepared prompt);

  /// Everything that decides what a node sends.
  ///
  /// @param values what is filled in, in the order of the placeholders
  record Question(
      PlannedNode node,
      Protection protection,
      Models.Route route,
      String tenant,
      List<String> values) {
    /// Of what differs most: equal nodes are mostly one and the same, and take long to hash.
    @Override
    public int hashCode() {
      return 31 * node.id().hashCode() + values.hashCode();
    }
  }

  /// A prompt that can be sent.
  ///
  /// @param writtenSystem the system prompt as it was before it was looked at
  /// @param sensitivity of the answer's sources
  /// @param prefix what of it may come again
  record Prepared(
      Optional<Rendered> writtenSystem,
      PromptInspector.Inspection inspection,
      LlmRequest request,
      Sensitivity sensitivity,
      Prefix prefix) {
    /// About the memory that it takes, in bytes.
    public int weight() {
      return 1_000 + 4 * request.promptChars();
    }
  }
}
