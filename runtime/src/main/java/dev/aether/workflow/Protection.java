package dev.aether.workflow;

import java.util.Optional;

/// How a node is protected: what findings in its prompt and its answer lead to, and whether values
/// from outside are set apart.
///
/// @param values what findings in the author's text and in context values lead to
/// @param nodeOutputs what findings in the outputs of other nodes lead to
/// @param wholePrompt what a finding that shows only in the prompt as a whole leads to
/// @param isolation how values from outside are set apart
/// @param answers what findings in the model's answer lead to
/// @param canary a mark in the system prompt that no answer may repeat
public record Protection(
    Mode values,
    Mode nodeOutputs,
    Mode wholePrompt,
    Isolation isolation,
    Answers answers,
    Optional<String> canary) {

  /// What findings lead to, the mildest first.
  public enum Mode {
    /// Nothing is looked at.
    OFF,
    /// They are noted in the result.
    FLAG,
    /// They are taken out before anything is sent.
    REDACT,
    /// The node fails, and nothing is sent.
    BLOCK;

    /// What goes without saying for texts that are less suspicious than those of this mode.
    private Mode milder() {
      return this == OFF ? OFF : FLAG;
    }
  }

  /// What findings in answers lead to, the mildest first.
  public enum Answers {
    /// Nothing is looked at.
    OFF,
    /// They are noted in the result.
    FLAG,
    /// Credentials are taken out, all else is noted.
    SECRETS,
    /// All of them are taken out.
    REDACT,
    /// The node fails, and its answer goes nowhere.
    BLOCK
  }

  /// How values from outside are set apart in a prompt, the weakest first.
  public enum Isolation {
    /// They are not.
    NONE,
    /// They stand between two marks that nobody can foresee.
    DELIMIT,
    /// Besides, a sign stands in the place of their spaces.
    DATAMARK
  }

  /// What one party has to say about it: the server, a node or a request.
  ///
  /// @param mode of the author's text and of context values, and of all else to some degree
  public record Asked(
      Optional<Mode> mode,
      Optional<Mode> nodeOutputs,
      Optional<Mode> wholePrompt,
      Optional<Isolation> isolation,
      Optional<Answers> answers,
      Optional<String> canary) {
    /// Nothing.
    public static final Asked NOTHING =
        new Asked(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /// That nothing be looked at.
    public static final Asked OFF =
        new Asked(
            Optional.of(Mode.OFF),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Answers.OFF),
            Optional.empty());

    private Asked over(Asked other) {
      return new Asked(
          mode.or(other::mode),
          nodeOutputs.or(other::nodeOutputs),
          wholePrompt.or(other::wholePrompt),
          isolation.or(other::isolation),
          answers.or(other::answers),
          canary.or(other::canary));
    }

    private Protection from(Mode usual, Answers usualAnswers) {
      Mode values = mode.orElse(usual);
      return new Protection(
          values,
          nodeOutputs.orElse(values.milder()),
          wholePrompt.orElse(values.milder()),
          isolation.orElse(Isolation.NONE),
          answers.orElse(usualAnswers),
          canary);
    }
  }

  /// What is in force for one node: what it says itself goes before what the server says, and a
  /// request makes both stricter, never milder.
  public static Protection of(Asked server, Asked node, Asked request) {
    Protection usual = node.over(server).from(Mode.BLOCK, Answers.SECRETS);
    return usual.orStricter(request.from(Mode.OFF, Answers.OFF));
  }

  private Protection orStricter(Protection other) {
    return new Protection(
        stricter(values, other.values),
        stricter(nodeOutputs, other.nodeOutputs),
        stricter(wholePrompt, other.wholePrompt),
        stricter(isolation, other.isolation),
        stricter(answers, other.answers),
        canary.or(other::canary));
  }

  private static <E extends Enum<E>> E stricter(E one, E other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
