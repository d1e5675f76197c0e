package dev.aether.llm.provider;

import dev.aether.llm.LlmFailure;
import dev.aether.llm.LlmFailure.Refused;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// An answer while it is being read. Confined to the thread of its call.
final class Draft {
  private final LlmRequest request;
  private final TokenCounter tokens;
  private final Consumer<String> onText;

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final List<String> warnings = new ArrayList<>();
  private Optional<String> id = Optional.empty();
  private Optional<Ending> ending = Optional.empty();
  private Optional<LlmFailure> failure = Optional.empty();
  private String whyNot = "it declined to answer";
  private boolean begun;
  private OptionalInt input = OptionalInt.empty();
  private OptionalInt output = OptionalInt.empty();
  private int cacheRead;
  private int cacheWrite;
  private int reasoning;

  /// How an answer ends.
  enum Ending {
    /// All was said.
    WHOLE,
    /// The model had to stop before the end.
    CUT_SHORT,
    /// The model declined.
    REFUSED
  }

  /// @param onText hears the text as it comes
  Draft(LlmRequest request, TokenCounter tokens, Consumer<String> onText) {
    this.request = request;
    this.tokens = tokens;
    this.onText = onText;
  }

  /// The provider has taken the request on, and so will charge for it.
  void begin() {
    begun = true;
  }

  void id(Optional<String> named) {
    id = named.or(() -> id);
  }

  void say(String part) {
    if (!part.isEmpty()) {
      text.append(part);
      onText.accept(part);
    }
  }

  /// What the model says instead of an answer.
  void decline(String part) {
    refusal.append(part);
  }

  /// It was not the model that declined.
  void filtered() {
    whyNot = "a content filter stopped the answer";
    end(Ending.REFUSED);
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  void end(Ending how) {
    ending = Optional.of(how);
  }

  /// Whether the model has said how its answer ends: what is still to come is only accounting.
  boolean ended() {
    return ending.isPresent() || failure.isPresent();
  }

  void fail(LlmFailure reason) {
    failure = Optional.of(reason);
  }

  /// All of the prompt's tokens, and the parts that have to do with the prefix cache.
  void countInput(int all, int read, int written) {
    input = OptionalInt.of(all);
    cacheRead = Math.min(read, all);
    cacheWrite = Math.min(written, all - cacheRead);
  }

  /// All of the answer's tokens so far, and the part that was not said.
  void countOutput(int all, int thought) {
    output = OptionalInt.of(all);
    reasoning = Math.min(thought, all);
  }

  /// What has come of it, when nothing more will come.
  LlmResult result() {
    if (failure.isPresent()) {
      return failed(failure.get());
    }
    if (ending.isEmpty()) {
      return failed(
          new Unavailable(
              request.provider(), "the answer ended before the model did", Optional.empty()));
    }
    if (ending.get() == Ending.REFUSED || !refusal.isEmpty()) {
      return failed(new Refused(request.provider(), whyNot)); // its words may quote the prompt
    }
    return new Completion(
        text.toString(),
        usage(input.isPresent() && output.isPresent()),
        ending.get() == Ending.WHOLE ? Finish.STOP : Finish.LENGTH,
        Source.PROVIDER,
        request.provider(),
        request.model(),
        id,
        warnings);
  }

  /// A failure, and what it took so far.
  NoCompletion failed(LlmFailure reason) {
    boolean counted = ending.isPresent() && input.isPresent() && output.isPresent();
    return begun
        ? new NoCompletion(reason, new Spent(usage(counted), Optional.empty()))
        : new NoCompletion(reason);
  }

  /// The provider's counts, or where it has sent none, ours.
  private Usage usage(boolean counted) {
    int in = input.orElseGet(() -> estimatedInput(request, tokens));
    int out = counted ? output.orElse(0) : Math.max(output.orElse(0), tokens.count(said()));
    return new Usage(in, cacheRead, cacheWrite, out, Math.min(reasoning, out), !counted);
  }

  private String said() {
    return text.isEmpty() ? refusal.toString() : text.toString();
  }

  private static int estimatedInput(LlmRequest request, TokenCounter tokens) {
    return tokens.count(request.prompt()) + request.systemPrompt().map(tokens::count).orElse(0);
  }
}
