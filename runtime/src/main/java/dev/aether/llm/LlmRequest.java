package dev.aether.llm;

import dev.aether.context.Value;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Everything that can change a model's answer, and nothing else. Two equal requests may share one
/// answer: the cache key is made from every component, so a new one cannot be forgotten in it.
///
/// @param tenant on whose behalf; tenants never share answers. Callers without one have the empty
///   tenant
/// @param provider who is asked, e.g. `openai`
/// @param model as the provider names it
/// @param temperature sampling temperature, 0 or more
/// @param maxOutputTokens most tokens of the answer, 1 or more
/// @param outputSchema JSON Schema (2020-12) that the answer must satisfy
/// @param returnType type of the answer in Aether's words, e.g. `list<string>`
public record LlmRequest(
    String tenant,
    String provider,
    String model,
    Optional<String> systemPrompt,
    String prompt,
    OptionalDouble temperature,
    OptionalInt maxOutputTokens,
    Optional<Value.Obj> outputSchema,
    Optional<String> returnType) {

  /// Of what differs most; the prompt of a request that comes again keeps its own hash.
  @Override
  public int hashCode() {
    return 31 * prompt.hashCode() + model.hashCode();
  }

  /// How long its prompts are together.
  public int promptChars() {
    return prompt.length() + systemPrompt.map(String::length).orElse(0);
  }

  /// The same question to another model.
  public LlmRequest to(String otherProvider, String otherModel) {
    return new LlmRequest(
        tenant,
        otherProvider,
        otherModel,
        systemPrompt,
        prompt,
        temperature,
        maxOutputTokens,
        outputSchema,
        returnType);
  }

  /// The same request with other prompt text.
  public LlmRequest asking(String otherPrompt) {
    return new LlmRequest(
        tenant,
        provider,
        model,
        systemPrompt,
        otherPrompt,
        temperature,
        maxOutputTokens,
        outputSchema,
        returnType);
  }
}
