package dev.aether.workflow;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.workflow.Protection.Answers;
import dev.aether.workflow.Protection.Asked;
import dev.aether.workflow.Protection.Isolation;
import dev.aether.workflow.Protection.Mode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads the member `security` of a node or of a request's options, and writes it again.
public final class ProtectionReader {
  private static final String MODE = "mode";
  private static final String NODE_OUTPUTS = "node_outputs";
  private static final String WHOLE_PROMPT = "whole_prompt";
  private static final String ISOLATE = "isolate";
  private static final String ANSWERS = "answers";
  private static final String CANARY = "canary";
  private static final Map<String, Mode> MODES = ObjectFields.words(Mode.class);
  private static final Map<String, Answers> ANSWER_MODES = ObjectFields.words(Answers.class);
  private static final Map<String, Isolation> ISOLATIONS = ObjectFields.words(Isolation.class);

  private ProtectionReader() {}

  /// Reads it; what does not fit or is not known is noted where the fields note it.
  public static Asked read(ObjectFields fields) {
    var asked =
        new Asked(
            fields.oneOf(MODE, MODES),
            fields.oneOf(NODE_OUTPUTS, MODES),
            fields.oneOf(WHOLE_PROMPT, MODES),
            fields.oneOf(ISOLATE, ISOLATIONS),
            fields.oneOf(ANSWERS, ANSWER_MODES),
            fields.string(CANARY).filter(mark -> !mark.isBlank()));
    fields.end();
    return asked;
  }

  /// The member that reads as this.
  public static Value write(Asked asked) {
    return new Members()
        .put(MODE, word(asked.mode()))
        .put(NODE_OUTPUTS, word(asked.nodeOutputs()))
        .put(WHOLE_PROMPT, word(asked.wholePrompt()))
        .put(ISOLATE, word(asked.isolation()))
        .put(ANSWERS, word(asked.answers()))
        .put(CANARY, asked.canary())
        .end();
  }

  private static Optional<String> word(Optional<? extends Enum<?>> constant) {
    return constant.map(its -> its.name().toLowerCase(Locale.ROOT));
  }
}
