package dev.aether.workflow;

import dev.aether.context.Value;
import dev.aether.llm.RetryPolicy;
import dev.aether.template.RenderPolicy;
import dev.aether.template.Sensitivity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// One node of a flow: what every node has, and the [Kind] that says what it does.
///
/// @param position index in the document's `nodes`
/// @param name shown to people; the id if the author gave none
/// @param promptField the member that holds the prompt: `prompt_template`, or its legacy name
/// @param refs the compiler's description of the placeholders
/// @param dependencies ids that the author named; edges that templates imply come with the plan
/// @param timeout limit of one attempt
/// @param outputSensitivity what the author says of this node's output, against what flows in
public record Node(
    int position,
    String id,
    String name,
    Kind kind,
    String promptField,
    List<TemplateRef> refs,
    List<String> dependencies,
    Optional<When> when,
    RenderPolicy renderPolicy,
    Hints hints,
    Optional<Duration> timeout,
    Optional<String> returnType,
    Optional<Sensitivity> outputSensitivity) {
  /// Copies the lists.
  public Node {
    refs = List.copyOf(refs);
    dependencies = List.copyOf(dependencies);
  }

  /// The same node at another place of a document.
  public Node at(int otherPosition) {
    return new Node(
        otherPosition,
        id,
        name,
        kind,
        promptField,
        refs,
        dependencies,
        when,
        renderPolicy,
        hints,
        timeout,
        returnType,
        outputSensitivity);
  }

  /// What a node does.
  public sealed interface Kind {
    /// The word of the document, as in `llm_fn`.
    default String word() {
      return switch (this) {
        case LlmFn _ -> "llm_fn";
        case Compute _ -> "compute";
        case Conditional _ -> "conditional";
        case Input _ -> "input";
        case Output _ -> "output";
      };
    }
  }

  /// Renders a prompt and calls a model.
  ///
  /// @param cacheKeyInputs context paths and node ids that identify the answer instead of the whole
  ///   prompt
  /// @param outputSchema JSON Schema (2020-12) that the answer must satisfy
  /// @param security what the author says of the guard
  public record LlmFn(
      String prompt,
      Optional<String> systemPrompt,
      Optional<String> model,
      OptionalDouble temperature,
      OptionalInt maxTokens,
      Optional<List<String>> cacheKeyInputs,
      Optional<Value.Obj> outputSchema,
      CacheHint cache,
      List<String> fallbackModels,
      Protection.Asked security)
      implements Kind {}

  /// Evaluates an expression, or without one renders its template.
  public record Compute(Optional<String> expression, Optional<String> template) implements Kind {}

  /// Evaluates to true or false and so chooses a branch.
  public record Conditional(String expression) implements Kind {}

  /// Yields the context value of the node's name.
  public record Input() implements Kind {}

  /// The result of the flow: its template, or without one its only dependency's output.
  public record Output(Optional<String> template) implements Kind {}

  /// On which branch of a conditional node this node runs.
  public record When(String node, boolean is) {}

  /// How a node's answers may be cached.
  ///
  /// @param mode the server's own choice if absent
  /// @param maxErrorRate accepted share of wrong semantic hits, 0..1
  /// @param semanticInputs placeholders that may be matched by meaning
  /// @param anyTemperature whether answers are matched by meaning however hot they were sampled
  public record CacheHint(
      Optional<Mode> mode,
      Optional<Duration> timeToLive,
      OptionalDouble maxErrorRate,
      List<String> semanticInputs,
      boolean anyTemperature) {
    /// Nothing said.
    public static final CacheHint NONE =
        new CacheHint(Optional.empty(), Optional.empty(), OptionalDouble.empty(), List.of(), false);

    /// Which caches may answer.
    public enum Mode {
      /// Only an equal request.
      EXACT,
      /// Also a request of the same meaning.
      SEMANTIC,
      /// None.
      OFF
    }
  }

  /// How a node wants to be run.
  ///
  /// @param parallelGroup nodes of one group share a limit
  /// @param maxConcurrency that limit; the smallest that any member states
  /// @param priority higher first, when a limit makes ready nodes wait
  public record Hints(
      Optional<String> parallelGroup,
      OptionalInt maxConcurrency,
      Optional<ErrorPolicy> errorPolicy,
      boolean barrier,
      int priority,
      Optional<RetryPolicy> retry) {
    /// Nothing said.
    public static final Hints NONE =
        new Hints(
            Optional.empty(), OptionalInt.empty(), Optional.empty(), false, 0, Optional.empty());
  }
}
