package dev.aether.engine;

import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.engine.PromptInspector.Noted;
import dev.aether.guard.AnswerGuard;
import dev.aether.guard.AnswerPolicy;
import dev.aether.guard.AnswerStream;
import dev.aether.guard.Family;
import dev.aether.guard.Finding;
import dev.aether.guard.JsonRedaction;
import dev.aether.guard.Redaction;
import dev.aether.guard.Secrecy;
import dev.aether.llm.AnswerScreen;
import dev.aether.llm.LlmFailure.Withheld;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.ShapeCheck;
import dev.aether.template.Piece;
import dev.aether.template.Rendering.Rendered;
import dev.aether.template.Sensitivity;
import dev.aether.workflow.Protection;
import dev.aether.workflow.Protection.Answers;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Looks at what models answer, before it is kept, shown or read by another node.
public final class AnswerInspector {
  /// Looks for what it always looks for, and takes every answer for text.
  public static final AnswerInspector STANDARD =
      new AnswerInspector(
          new AnswerGuard(AnswerPolicy.standard()),
          UnaryOperator.identity(),
          _ -> Optional.empty());

  private final AnswerGuard guard;
  private final Function<Said, List<Finding>> again;
  private final ValueParser parser;

  /// What is looked at, and what decides what is found in it.
  public record Said(String answer, Secrecy secrecy) {}

  /// @param guard what answers must not contain
  /// @param remembering makes a function that remembers of one that always gives the same: what a
  ///   cache has answered, it may answer again and again
  /// @param parser reads answers that are JSON
  public AnswerInspector(
      AnswerGuard guard,
      UnaryOperator<Function<Said, List<Finding>>> remembering,
      ValueParser parser) {
    this.guard = guard;
    this.again = remembering.apply(said -> guard.scan(said.answer(), said.secrecy()));
    this.parser = parser;
  }

  /// Looks at the answers to one call.
  ///
  /// @param system the system prompt, which they must not repeat
  /// @param sensitivity of the answer
  /// @param reader gets its text while it arrives
  Watch watch(
      Protection protection,
      Optional<Rendered> system,
      Sensitivity sensitivity,
      Consumer<String> reader) {
    var secrecy =
        new Secrecy(system.map(Rendered::text).orElse(""), protection.canary().orElse(""));
    return new Watch(
        protection.answers(), secrecy, !sensitivity.atLeast(Sensitivity.MEDIUM), reader);
  }

  /// One call's answers: with tries that fail there may be several, and the last one counts. For
  /// one thread.
  final class Watch implements AnswerScreen, Consumer<String> {
    private final Answers mode;
    private final Secrecy secrecy;
    private final boolean shown;
    private final Consumer<String> reader;
    private AnswerStream stream;
    private List<Noted> findings = List.of();
    private boolean looked;
    private boolean heard;

    Watch(Answers mode, Secrecy secrecy, boolean shown, Consumer<String> reader) {
      this.mode = mode;
      this.secrecy = secrecy;
      this.shown = shown;
      this.reader = reader;
      this.stream = new AnswerStream(this::tell, Piece.REDACTED);
    }

    private void tell(String text) {
      heard = true;
      reader.accept(text);
    }

    @Override
    public boolean heard() {
      return heard;
    }

    @Override
    public void again() {
      stream = new AnswerStream(this::tell, Piece.REDACTED);
    }

    /// What was found in the last answer.
    List<Noted> findings() {
      return findings;
    }

    @Override
    public LlmResult of(Completion answer) {
      looked = true;
      List<Finding> found = mode == Answers.OFF ? List.of() : found(answer);
      if (found.isEmpty()) {
        findings = List.of();
        return answer;
      }
      findings = found.stream().map(this::noted).toList();
      return judged(answer, findings);
    }

    private List<Finding> found(Completion answer) {
      return answer.source() == Source.PROVIDER
          ? guard.scan(answer.text(), secrecy)
          : again.apply(new Said(answer.text(), secrecy));
    }

    @Override
    public AnswerScreen unheard() {
      return new Watch(mode, secrecy, shown, _ -> {});
    }

    /// What a call came to in the end. An answer from a cache may have been kept by a node that
    /// looks less closely, so it is looked at again.
    LlmResult last(LlmResult result) {
      return result instanceof Completion answer && (!looked || answer.source() != Source.PROVIDER)
          ? of(answer)
          : result;
    }

    private LlmResult judged(Completion answer, List<Noted> noted) {
      Optional<Noted> blocking =
          noted.stream().filter(its -> its.action().equals(Noted.BLOCK)).findFirst();
      if (blocking.isPresent()) {
        return new NoCompletion(
            new Withheld(answer.provider(), blocking.get().rule()),
            answer.source().free() ? LlmResult.Spent.NOTHING : answer.spent());
      }
      List<Finding> out =
          noted.stream()
              .filter(its -> its.action().equals(Noted.REDACT))
              .map(Noted::finding)
              .toList();
      if (out.isEmpty()) {
        return answer;
      }
      String text = redacted(answer.text(), out);
      return answer.saying(text, answer.value().map(value -> without(value, text)));
    }

    /// An answer that is JSON stays JSON, also where nobody has asked for it yet: whoever checks
    /// its shape comes later, and would have it asked for again.
    private String redacted(String text, List<Finding> out) {
      String bare = ShapeCheck.bare(text);
      if (parser.parse(bare).filter(Watch::structured).isEmpty()) {
        return Redaction.redact(text, out, Piece.REDACTED);
      }
      return JsonRedaction.redact(text, out, Piece.REDACTED);
    }

    private static boolean structured(Value value) {
      return value instanceof Value.Obj || value instanceof Value.Arr;
    }

    /// @param text what the answer says now, of which a structured value is read again
    private Value without(Value value, String text) {
      return switch (value) {
        case Value.Obj _, Value.Arr _ -> parser.parse(text).orElseGet(() -> new Value.Text(text));
        case Value.Text(var its) -> new Value.Text(without(its));
        case Value.Num(var literal) ->
            without(literal).equals(literal) ? value : new Value.Text(without(literal));
        case Value.Null _, Value.Bool _ -> value;
      };
    }

    private String without(String text) {
      List<Finding> out =
          guard.scan(text, secrecy).stream()
              .filter(finding -> action(finding).equals(Noted.REDACT))
              .toList();
      return out.isEmpty() ? text : Redaction.redact(text, out, Piece.REDACTED);
    }

    private Noted noted(Finding finding) {
      return new Noted(
          finding, action(finding), shown ? Optional.of(finding.excerpt()) : Optional.empty());
    }

    private String action(Finding finding) {
      if (finding.family() == Family.UNSCANNED) {
        return Noted.FLAG;
      }
      return switch (mode) {
        case OFF, FLAG -> Noted.FLAG;
        case SECRETS ->
            finding.family() == Family.SECRET || finding.family() == Family.FAILURE
                ? Noted.REDACT
                : Noted.FLAG;
        case REDACT -> Noted.REDACT;
        case BLOCK -> Noted.BLOCK;
      };
    }

    /// Text of the answer while it arrives. Where anything may have to go, it waits for the whole.
    @Override
    public void accept(String text) {
      switch (mode) {
        case OFF, FLAG -> tell(text);
        case SECRETS -> stream.accept(text);
        case REDACT, BLOCK -> {}
      }
    }

    /// Lets the reader have what was held back of this answer.
    void end(Completion answer) {
      switch (mode) {
        case OFF, FLAG -> {}
        case SECRETS -> stream.end();
        case REDACT, BLOCK -> tell(answer.text());
      }
    }
  }
}
