package dev.aether.llm.provider;

import dev.aether.context.CompactJson;
import dev.aether.llm.Call;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.Pause;
import dev.aether.llm.ReturnType;
import dev.aether.llm.TokenCounter;
import dev.aether.llm.provider.MockScript.Fault;
import dev.aether.llm.provider.MockScript.Latency;
import dev.aether.llm.provider.MockScript.Rule;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A provider without a model: the same request gets the same answer, in every process. Latency and
/// failures follow a script.
public final class MockClient implements LlmClient {
  private static final int ECHO_CHARS = 60;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final MockScript script;
  private final TokenCounter tokens;
  private final Pause pause;
  private final AtomicLong calls = new AtomicLong();
  private final Map<Rule, AtomicLong> matches = new ConcurrentHashMap<>();

  /// @param pause how the latency is spent
  public MockClient(MockScript script, TokenCounter tokens, Pause pause) {
    this.script = script;
    this.tokens = tokens;
    this.pause = pause;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    long number = calls.getAndIncrement();
    Optional<Rule> rule =
        script.rules().stream().filter(r -> r.match().matches(request.prompt())).findFirst();
    Duration latency = duration(rule.flatMap(Rule::latency).orElse(script.latency()), number);
    if (rule.isPresent() && fails(rule.get())) {
      pause.of(latency);
      return new NoCompletion(rule.get().fault().orElseThrow().failure());
    }
    String full = rule.flatMap(Rule::answer).orElseGet(() -> shaped(request));
    int limit = request.maxOutputTokens().orElse(Integer.MAX_VALUE);
    String text = withinTokens(full, limit);
    say(text, latency, call);
    int input =
        tokens.count(request.prompt()) + request.systemPrompt().map(tokens::count).orElse(0);
    return new Completion(
        text,
        Usage.of(input, tokens.count(text)),
        text.length() < full.length() ? Finish.LENGTH : Finish.STOP,
        Source.PROVIDER,
        request.provider(),
        request.model(),
        Optional.empty(),
        List.of());
  }

  private boolean fails(Rule rule) {
    if (rule.fault().isEmpty()) {
      return false;
    }
    Fault fault = rule.fault().get();
    long match = matches.computeIfAbsent(rule, _ -> new AtomicLong()).getAndIncrement();
    return (fault.times().isEmpty() || match < fault.times().getAsInt())
        && (fault.rate() >= 1
            || new SplittableRandom(fault.seed() + match).nextDouble() < fault.rate());
  }

  private static Duration duration(Latency latency, long call) {
    return switch (latency) {
      case MockScript.Fixed(var duration) -> duration;
      case MockScript.Uniform(var min, var max, var seed) ->
          min.plusNanos(
              (long) (new SplittableRandom(seed + call).nextDouble() * max.minus(min).toNanos()));
      case MockScript.Normal(var mean, var deviation, var seed) ->
          Duration.ofNanos(
              Math.max(
                  0,
                  (long)
                      new SplittableRandom(seed + call)
                          .nextGaussian((double) mean.toNanos(), (double) deviation.toNanos())));
    };
  }

  private void say(String text, Duration latency, Call call) throws InterruptedException {
    if (!call.streaming()) {
      pause.of(latency);
      call.onText().accept(text);
      return;
    }
    List<String> words = List.of(text.split("(?<= )"));
    Duration first = script.firstToken().orElse(latency.dividedBy(words.size()));
    Duration each =
        words.size() == 1
            ? latency.minus(first)
            : latency.minus(first).dividedBy(words.size() - 1L);
    for (int i = 0; i < words.size(); i++) {
      pause.of(i == 0 ? first : each.isNegative() ? Duration.ZERO : each);
      call.onText().accept(words.get(i));
    }
  }

  /// A made-up answer of the shape that is asked for.
  private static String shaped(LlmRequest request) {
    String words = madeUp(request);
    if (request.outputSchema().isPresent()) {
      return CompactJson.of(SampleValues.of(request.outputSchema().get(), words));
    }
    return request
        .returnType()
        .map(ReturnType::of)
        .filter(ReturnType::checkable)
        .map(type -> SampleValues.of(type, words).asText())
        .orElse(words);
  }

  /// A sentence that differs whenever the model, a prompt or the temperature differs.
  private static String madeUp(LlmRequest request) {
    long hash = hash(FNV_OFFSET, request.model());
    hash = hash(hash, request.systemPrompt().orElse(""));
    hash = hash(hash, request.prompt());
    hash = hash(hash, request.temperature().toString());
    String topic = request.prompt().strip();
    int end = topic.indexOf('\n');
    topic = end < 0 ? topic : topic.substring(0, end);
    if (topic.length() > ECHO_CHARS) {
      topic =
          topic.substring(
                  0, topic.offsetByCodePoints(0, Math.min(ECHO_CHARS / 2, topic.length() / 2)))
              + "…";
    }
    return "Mock answer %s of %s to: %s"
        .formatted(HexFormat.of().toHexDigits((int) (hash ^ hash >>> 32)), request.model(), topic);
  }

  /// FNV-1a, 64 bits (Fowler, Noll, Vo), with the length in front so that "ab", "c" and "a", "bc"
  /// differ.
  private static long hash(long seed, String text) {
    long hash = (seed ^ text.length()) * FNV_PRIME;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }

  private String withinTokens(String text, int limit) {
    if (text.length() <= limit || tokens.count(text) <= limit) {
      return text; // a token has at least one character
    }
    String shorter = text;
    while (tokens.count(shorter) > limit && !shorter.isEmpty()) {
      shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
    }
    return shorter;
  }
}
