package dev.aether.llm;

import dev.aether.context.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What came of a call. A failure that a provider can have is a value: the caller must look at it.
public sealed interface LlmResult {

  /// The model answered.
  ///
  /// @param value the text as a value, if a shape was asked for and the text has it
  /// @param usage what the answer took when it was produced, also when it now comes from a cache
  /// @param cost the same in money; empty if the model has no known price
  /// @param provider who answered; with fallbacks not always who was asked first
  /// @param responseId the provider's name for the answer
  /// @param warnings for people, e.g. a parameter that the model does not take
  /// @param repaired whether an earlier answer had the wrong shape and the model was told so
  /// @param wasted what attempts that failed before this answer took; not part of `usage`
  /// @param match the remembered answer that this is, if a request of the same meaning had it
  record Completion(
      String text,
      Optional<Value> value,
      Usage usage,
      Optional<Cost> cost,
      Finish finish,
      Source source,
      String provider,
      String model,
      Optional<String> responseId,
      List<String> warnings,
      boolean repaired,
      Spent wasted,
      Optional<Match> match)
      implements LlmResult {
    /// Copies the list.
    public Completion {
      warnings = List.copyOf(warnings);
    }

    /// Plain text, just said: no price yet, and nothing went wrong on the way.
    public Completion(
        String text,
        Usage usage,
        Finish finish,
        Source source,
        String provider,
        String model,
        Optional<String> responseId,
        List<String> warnings) {
      this(
          text,
          Optional.empty(),
          usage,
          Optional.empty(),
          finish,
          source,
          provider,
          model,
          responseId,
          warnings,
          false,
          Spent.NOTHING,
          Optional.empty());
    }

    private Completion with(
        String words,
        Optional<Value> asValue,
        Optional<Cost> price,
        Source by,
        List<String> notes,
        boolean repair,
        Spent before,
        Optional<Match> as) {
      return new Completion(
          words,
          asValue,
          usage,
          price,
          finish,
          by,
          provider,
          model,
          responseId,
          notes,
          repair,
          before,
          as);
    }

    /// The same answer, delivered from somewhere else: what it once took to get it is not taken
    /// again.
    public Completion from(Source other) {
      return with(text, value, cost, other, warnings, repaired, Spent.NOTHING, match);
    }

    /// The same answer, served to a request of the same meaning.
    public Completion matching(Match found) {
      return with(
          text,
          value,
          cost,
          Source.SEMANTIC_CACHE,
          warnings,
          repaired,
          Spent.NOTHING,
          Optional.of(found));
    }

    /// The same answer at a price.
    public Completion costing(Cost price) {
      return with(text, value, Optional.of(price), source, warnings, repaired, wasted, match);
    }

    /// The same answer, read as a value.
    ///
    /// @param bare the part of the text that is the value
    public Completion shaped(String bare, Value as) {
      return with(bare, Optional.of(as), cost, source, warnings, repaired, wasted, match);
    }

    /// The same answer in other words.
    public Completion saying(String words, Optional<Value> as) {
      return with(words, as, cost, source, warnings, repaired, wasted, match);
    }

    /// The same answer after attempts that failed.
    ///
    /// @param repair whether one of them had the wrong shape
    public Completion after(Spent failures, boolean repair) {
      return with(
          text, value, cost, source, warnings, repaired || repair, wasted.plus(failures), match);
    }

    /// The same answer with something to tell people.
    public Completion warning(List<String> more) {
      List<String> all = Stream.concat(warnings.stream(), more.stream()).toList();
      return with(text, value, cost, source, all, repaired, wasted, match);
    }

    /// Whether this answer may be kept for equal requests: it is whole, and it was given to this
    /// request and not to one of the same meaning. A copy of such an answer would be out of reach
    /// for corrections and audits.
    public boolean keepable() {
      return finish == Finish.STOP && source != Source.SEMANTIC_CACHE;
    }

    /// Whether it comes from whom the request names, and not from a fallback.
    public boolean answers(LlmRequest request) {
      return provider.equals(request.provider()) && model.equals(request.model());
    }

    /// What the answer took, without the attempts before it.
    public Spent spent() {
      return new Spent(usage, cost);
    }
  }

  /// The model did not answer.
  ///
  /// @param spent what the attempts took all the same: an answer of the wrong shape has been paid
  ///   for, and so has the beginning of one that was cut off
  record NoCompletion(LlmFailure failure, Spent spent) implements LlmResult {
    /// A failure that took nothing.
    public NoCompletion(LlmFailure failure) {
      this(failure, Spent.NOTHING);
    }

    /// The same failure after others.
    public NoCompletion after(Spent others) {
      return new NoCompletion(failure, spent.plus(others));
    }
  }

  /// Tokens, and what they cost.
  ///
  /// @param cost empty if there is no price
  record Spent(Usage usage, Optional<Cost> cost) {
    /// No tokens.
    public static final Spent NOTHING = new Spent(Usage.NONE, Optional.empty());

    /// Both together.
    public Spent plus(Spent more) {
      if (equals(NOTHING) || more.equals(NOTHING)) {
        return equals(NOTHING) ? more : this; // as most are
      }
      Optional<Cost> sum =
          cost.isPresent() && more.cost.isPresent()
              ? Optional.of(cost.get().plus(more.cost.get()))
              : cost.or(more::cost);
      return new Spent(usage.plus(more.usage), sum);
    }
  }

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
    PROVIDER("none"),
    /// An equal request was answered before.
    EXACT_CACHE("exact"),
    /// A request close in meaning was answered before.
    SEMANTIC_CACHE("semantic"),
    /// An equal request was under way, and its answer served both.
    COALESCED("coalesced");

    private final String word;

    Source(String word) {
      this.word = word;
    }

    /// The cache that had it, as it stands in results: `none` for the provider.
    public String word() {
      return word;
    }

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

    /// Both together.
    public Usage plus(Usage more) {
      return new Usage(
          input + more.input,
          cacheRead + more.cacheRead,
          cacheWrite + more.cacheWrite,
          output + more.output,
          reasoning + more.reasoning,
          estimated || more.estimated);
    }

    /// Input and output.
    public int total() {
      return input + output;
    }
  }
}
