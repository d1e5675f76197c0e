package dev.aether.llm;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Requests and calls for tests.
public final class Asking {
  private Asking() {}

  /// Three quick attempts.
  public static final RetryPolicy THRICE =
      new RetryPolicy(
          3, Duration.ofMillis(100), RetryPolicy.Strategy.CONSTANT, Duration.ofSeconds(1));

  /// A plain prompt.
  public static LlmRequest request(String provider, String model, String prompt) {
    return new LlmRequest(
        "",
        provider,
        model,
        Optional.empty(),
        prompt,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// A plain prompt to nobody in particular.
  public static LlmRequest request(String prompt) {
    return request("vendor", "model", prompt);
  }

  /// A prompt whose answer must satisfy a schema.
  public static LlmRequest structured(String prompt, String schema) {
    LlmRequest plain = request(prompt);
    return new LlmRequest(
        plain.tenant(),
        plain.provider(),
        plain.model(),
        plain.systemPrompt(),
        prompt,
        plain.temperature(),
        plain.maxOutputTokens(),
        Optional.of(object(schema)),
        Optional.empty());
  }

  /// A prompt whose answer must be of a type.
  public static LlmRequest typed(String prompt, String type) {
    LlmRequest plain = request(prompt);
    return new LlmRequest(
        plain.tenant(),
        plain.provider(),
        plain.model(),
        plain.systemPrompt(),
        prompt,
        plain.temperature(),
        plain.maxOutputTokens(),
        Optional.empty(),
        Optional.of(type));
  }

  /// JSON text as an object.
  public static Value.Obj object(String json) {
    return (Value.Obj) JsonText.JSON.parse(json).orElseThrow();
  }

  /// A call that is tried as often as the policy says.
  public static Call retried(RetryPolicy policy, Consumer<CallEvent> listener) {
    return call(false, _ -> {}, Deadline.NEVER, policy, List.of(), listener);
  }

  /// A call in full.
  public static Call call(
      boolean streaming,
      Consumer<String> onText,
      Deadline deadline,
      RetryPolicy policy,
      List<String> fallbackModels,
      Consumer<CallEvent> listener) {
    return new Call(
        streaming,
        onText,
        () -> false,
        deadline,
        Optional.empty(),
        policy,
        fallbackModels,
        Call.CacheUse.DEFAULT,
        listener);
  }

  /// An answer.
  public static LlmResult.Completion answer(LlmRequest request, String text) {
    return new LlmResult.Completion(
        text,
        LlmResult.Usage.of(10, 5),
        LlmResult.Finish.STOP,
        LlmResult.Source.PROVIDER,
        request.provider(),
        request.model(),
        Optional.empty(),
        List.of());
  }
}
