package dev.aether.llm;

import dev.aether.llm.LlmFailure.Rejected;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.ModelFacts.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Fits a request to its model: what the model is known to refuse is left out, and the answer says
/// so; or the call fails before anybody is asked.
public final class Fitting implements LlmClient {
  private final LlmClient next;
  private final ModelTable models;
  private final Unsupported onUnsupported;

  /// What to do about a parameter that the model does not take.
  public enum Unsupported {
    /// Leave it out and warn.
    DROP,
    /// Fail.
    FAIL
  }

  /// Leaves out or fails, as the server is set.
  public Fitting(LlmClient next, ModelTable models, Unsupported onUnsupported) {
    this.next = next;
    this.models = models;
    this.onUnsupported = onUnsupported;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    Set<Parameter> refused =
        models.find(request.provider(), request.model()).map(ModelFacts::refuses).orElse(Set.of());
    if (refused.isEmpty()) {
      return next.complete(request, call);
    }
    LlmRequest fitted = request;
    List<String> warnings = new ArrayList<>();
    for (Parameter parameter : Parameter.values()) {
      if (refused.contains(parameter) && has(request, parameter)) {
        fitted = without(fitted, parameter);
        warnings.add(
            "%s does not take '%s': %s"
                .formatted(request.model(), parameter.word(), instead(parameter)));
      }
    }
    if (warnings.isEmpty()) {
      return next.complete(request, call);
    }
    if (onUnsupported == Unsupported.FAIL) {
      return new NoCompletion(new Rejected(request.provider(), String.join("; ", warnings)));
    }
    LlmResult result = next.complete(fitted, moved(request, fitted, call));
    return result instanceof Completion answer ? answer.warning(warnings) : result;
  }

  /// A system prompt that has gone in front of the prompt moves what comes after it.
  private static Call moved(LlmRequest request, LlmRequest fitted, Call call) {
    return call.sharing(call.prefix().behind(fitted.prompt().length() - request.prompt().length()));
  }

  private static boolean has(LlmRequest request, Parameter parameter) {
    return switch (parameter) {
      case TEMPERATURE -> request.temperature().isPresent();
      case OUTPUT_SCHEMA -> request.outputSchema().isPresent();
      case SYSTEM_PROMPT -> request.systemPrompt().isPresent();
    };
  }

  private static String instead(Parameter parameter) {
    return switch (parameter) {
      case TEMPERATURE -> "it is left out";
      case OUTPUT_SCHEMA -> "the answer is only checked afterwards";
      case SYSTEM_PROMPT -> "it goes in front of the prompt";
    };
  }

  private static LlmRequest without(LlmRequest request, Parameter parameter) {
    return switch (parameter) {
      case TEMPERATURE ->
          new LlmRequest(
              request.tenant(),
              request.provider(),
              request.model(),
              request.systemPrompt(),
              request.prompt(),
              OptionalDouble.empty(),
              request.maxOutputTokens(),
              request.outputSchema(),
              request.returnType());
      case OUTPUT_SCHEMA ->
          new LlmRequest(
              request.tenant(),
              request.provider(),
              request.model(),
              request.systemPrompt(),
              request.prompt(),
              request.temperature(),
              request.maxOutputTokens(),
              Optional.empty(),
              request.returnType());
      case SYSTEM_PROMPT ->
          new LlmRequest(
              request.tenant(),
              request.provider(),
              request.model(),
              Optional.empty(),
              request
                  .systemPrompt()
                  .map(system -> system + "\n\n" + request.prompt())
                  .orElse(request.prompt()),
              request.temperature(),
              request.maxOutputTokens(),
              request.outputSchema(),
              request.returnType());
    };
  }
}
