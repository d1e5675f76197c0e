package dev.aether.llm;

import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.llm.LlmFailure.Rejected;
import dev.aether.llm.LlmFailure.ShapeViolation;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.NoCompletion;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Holds an answer against the schema and the type that were asked for, whatever the provider was
/// told of them, and reads it as a value. An answer of the wrong shape is a failure that says what
/// is wrong, so that the model can be told.
///
/// A reader hears such an answer only when it is known to be right, and then all of it at once:
/// half a JSON document is of no use, and what was said cannot be taken back for another try.
public final class ShapeCheck implements LlmClient {
  /// Models like to wrap JSON in a Markdown code block.
  private static final Pattern FENCED =
      Pattern.compile("\\s*```\\w*\\s*\\R(.*?)\\R?\\s*```\\s*", Pattern.DOTALL);

  private final LlmClient next;
  private final SchemaChecker schemas;
  private final ValueParser parser;

  /// @param parser reads answers that are JSON
  public ShapeCheck(LlmClient next, SchemaChecker schemas, ValueParser parser) {
    this.next = next;
    this.schemas = schemas;
    this.parser = parser;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    Optional<ReturnType> type =
        request.returnType().map(ReturnType::of).filter(ReturnType::checkable);
    if (request.outputSchema().isEmpty() && type.isEmpty()) {
      return next.complete(request, call);
    }
    Optional<String> defect = request.outputSchema().flatMap(schemas::defect);
    if (defect.isPresent()) {
      return new NoCompletion(
          new Rejected(request.provider(), "the output schema cannot be used: " + defect.get()));
    }
    LlmResult result = next.complete(request, call.telling(_ -> {}));
    if (!(result instanceof Completion answer)) {
      return result;
    }
    LlmResult checked = check(answer, request, type);
    if (checked instanceof Completion shaped) {
      call.onText().accept(shaped.text());
    }
    return checked;
  }

  private LlmResult check(Completion answer, LlmRequest request, Optional<ReturnType> type) {
    String bare = bare(answer.text());
    Optional<Value> value = parser.parse(bare).or(() -> type.flatMap(t -> t.fromText(bare)));
    if (value.isEmpty()) {
      return violation(answer, "it must be " + expected(type) + ", and is not JSON");
    }
    Optional<String> wrong =
        request
            .outputSchema()
            .flatMap(schema -> schemas.violation(schema, value.get()))
            .or(() -> type.flatMap(t -> t.violation(value.get(), "the answer")));
    return wrong.isPresent() ? violation(answer, wrong.get()) : answer.shaped(bare, value.get());
  }

  private static String expected(Optional<ReturnType> type) {
    return type.map(ReturnType::phrase).orElse("a JSON document");
  }

  private static LlmResult violation(Completion answer, String wrong) {
    String why =
        answer.finish() == Finish.LENGTH ? "it was cut off at its token limit; " + wrong : wrong;
    return new NoCompletion(new ShapeViolation(answer.provider(), why), answer.spent());
  }

  /// The part of an answer that is to be read as a value.
  public static String bare(String text) {
    Matcher fenced = FENCED.matcher(text);
    return fenced.matches() ? fenced.group(1).strip() : text.strip();
  }
}
