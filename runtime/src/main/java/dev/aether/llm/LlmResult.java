package dev.aether.llm;

import java.util.List;
import java.util.Optional;

/// What came of a call. A failure that a provider can have is a value: the caller must look at it.
public sealed interface LlmResult {

  /// The model answered.
  ///
  /// @param usage what the answer cost when it was produced, also when it now comes from a cache
  /// @param provider who answered; with fallbacks not always who was asked first
  /// @param responseId the provider's name for the answer
  /// @param warnings for people, e.g. a parameter that the model does not take
  record Completion(
      String text,
      Usage usage,
      Finish finish,
      Source source,
      String provider,
      String model,
      Optional<String> responseId,
      List<String> warnings)
      implements LlmResult {
    /// Copies the list.
    public Completion {
      warnings = List.copyOf(warnings);
    }

    /// The same answer, delivered from somewhere else.
    public Completion from(Source other) {
      return new Completion(text, usage, finish, other, provider, model, responseId, warnings);
    }

    /// Whether this answer may be kept for others.
    public boolean keepable() {
      return finish == Finish.STOP;
    }
  }

  /// The model did not answer.
  record NoCompletion(LlmFailure failure) implements LlmResult {}

  /// Why the model stopped.
  enum Finish {
    /// It had said everything.
    STOP,
    /// It had used up the tokens it was given: the answer is cut off.
    LENGTH
  }

  /// Where an answer came from.
  enum Source {
    /// The provider produced it for this request.
    PROVIDER,
    /// An equal request was answered before.
    EXACT_CACHE,
    /// A request close in meaning was answered before.
    SEMANTIC_CACHE,
    /// An equal request was under way, and its answer served both.
    COALESCED;

    /// Whether somebody else has paid for it.
    public boolean free() {
      return this != PROVIDER;
    }
  }

  /// Tokens, counted the same way whatever the provider.
  ///
  /// @param input all of the prompt's tokens, cached ones included
  /// @param cacheRead the part of `input` that the provider read from its prefix cache
  /// @param cacheWrite the part of `input` that it wrote to it
  /// @param output all of the answer's tokens, reasoning included
  /// @param reasoning the part of `output` that was thought, not said
  /// @param estimated whether these are our own counts because the provider sent none
  record Usage(
      int input, int cacheRead, int cacheWrite, int output, int reasoning, boolean estimated) {
    /// No tokens.
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, false);

    /// Refuses negative counts and parts that are larger than their whole.
    public Usage {
      if (input < 0
          || output < 0
          || cacheRead < 0
          || cacheWrite < 0
          || reasoning < 0
          || cacheRead + cacheWrite > input
          || reasoning > output) {
        throw new IllegalArgumentException(
            "usage %d (%d, %d) + %d (%d)"
                .formatted(input, cacheRead, cacheWrite, output, reasoning));
      }
    }

    /// An ordinary prompt and answer.
    public static Usage of(int input, int output) {
      return new Usage(input, 0, 0, output, 0, false);
    }

    /// Input and output.
    public int total() {
      return input + output;
    }
  }
}
