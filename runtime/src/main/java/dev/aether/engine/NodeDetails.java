package dev.aether.engine;

import dev.aether.engine.PromptInspector.Noted;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.template.Rendering.Rendered;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What came to light while a node ran, whatever its end.
///
/// @param prompt the rendered prompt, if the node got that far
/// @param systemPrompt the rendered system prompt
/// @param completion the model's answer, if the node asked one
/// @param wasted what attempts that failed took
/// @param attempts how often it was tried, at least 1
/// @param cacheable whether a cache was asked for the answer
/// @param warnings for people; never contain a value
/// @param findings what the guard had to say of the prompt and the answer
/// @param course where the time of the call went, in order
public record NodeDetails(
    Optional<Rendered> prompt,
    Optional<Rendered> systemPrompt,
    Optional<Completion> completion,
    Spent wasted,
    int attempts,
    boolean cacheable,
    List<String> warnings,
    List<Noted> findings,
    List<Stretch> course) {
  /// A node that rendered nothing and asked nobody.
  public static final NodeDetails NONE =
      new NodeDetails(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Spent.NOTHING,
          1,
          false,
          List.of(),
          List.of(),
          List.of());

  /// Copies the lists.
  public NodeDetails {
    warnings = List.copyOf(warnings);
    findings = List.copyOf(findings);
    course = List.copyOf(course);
  }

  /// The same of a node that got this answer.
  NodeDetails answeredBy(Completion answer) {
    List<String> all =
        answer.warnings().isEmpty()
            ? warnings
            : Stream.concat(warnings.stream(), answer.warnings().stream()).toList();
    return new NodeDetails(
        prompt,
        systemPrompt,
        Optional.of(answer),
        answer.wasted(),
        attempts,
        cacheable,
        all,
        findings,
        course);
  }

  /// The same of a node that got none.
  NodeDetails after(Spent spent) {
    return new NodeDetails(
        prompt, systemPrompt, completion, spent, attempts, cacheable, warnings, findings, course);
  }

  /// What came to light of a node that asked nobody.
  public NodeDetails(
      Optional<Rendered> prompt,
      Optional<Rendered> systemPrompt,
      Optional<Completion> completion,
      Spent wasted,
      int attempts,
      boolean cacheable,
      List<String> warnings) {
    this(
        prompt,
        systemPrompt,
        completion,
        wasted,
        attempts,
        cacheable,
        warnings,
        List.of(),
        List.of());
  }
}
