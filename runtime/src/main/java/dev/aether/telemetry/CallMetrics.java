package dev.aether.telemetry;

import dev.aether.llm.CallEvent;
import dev.aether.llm.CallEvent.AttemptEnded;
import dev.aether.llm.CallEvent.CacheLookup;
import dev.aether.llm.CallEvent.Layer;
import dev.aether.llm.CallEvent.Lookup;
import dev.aether.llm.CallEvent.Reason;
import dev.aether.llm.CallEvent.RetryPlanned;
import dev.aether.llm.CallEvent.Waited;
import dev.aether.llm.Cost;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.LlmResult.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What happens between the layers of calls, as numbers. Safe for use by many threads.
///
/// Flows may name any model, so only so many get series of their own; the rest share one.
final class CallMetrics {
  private static final int MOST_MODELS = 200;
  private static final Map<Lookup, String> WORDS = words(Lookup.class);
  private static final Map<Layer, String> LAYERS = words(Layer.class);
  private static final String OTHERS = "other";

  private final Meters meters;
  private final Map<Name, Model> models = new ConcurrentHashMap<>();
  private final Counter cacheHits;
  private final Counter cacheMisses;
  private final Meters.Family attempts;
  private final Meters.Family retries;
  private final Meters.Family saved;
  private final Meters.Family lookups;

  private record Name(String provider, String model) {}

  CallMetrics(Meters meters) {
    this.meters = meters;
    this.cacheHits =
        meters.counter("aether.cache.hits", "answers that came from a cache or from an equal call");
    this.cacheMisses = meters.counter("aether.cache.misses", "answers that no cache had");
    this.attempts =
        meters.family(
            "aether.provider.requests",
            "attempts by how they ended: ok, or the code of the failure",
            "provider",
            "model",
            "code");
    this.retries =
        meters.family("aether.retries", "attempts that follow a failed one", "provider", "reason");
    this.saved =
        meters.family(
            "aether.cost.saved.usd", "what answers would have cost besides, in US dollars", "by");
    this.lookups =
        meters.family(
            "aether.cache.requests", "questions to a cache by what it had", "layer", "result");
  }

  /// The meters of one model.
  private final class Model {
    private final Name name;
    private final Timer duration;
    private final Timer firstChunk;
    private final Counter input;
    private final Counter output;
    private final Counter cacheRead;
    private final Counter cacheWrite;
    private final Counter cost;

    Model(Name name) {
      this.name = name;
      String[] labels = {"provider", name.provider, "model", name.model};
      this.duration =
          meters.timer("aether.provider.request.duration", "how long an attempt took", labels);
      this.firstChunk =
          meters.timer(
              "aether.provider.time.to.first.chunk",
              "from the start of an attempt to the first text of its answer",
              labels);
      this.input =
          meters.counter(
              "aether.input.tokens",
              "tokens of prompts, those read from a prefix cache included",
              labels);
      this.output =
          meters.counter("aether.output.tokens", "tokens of answers, reasoning included", labels);
      this.cacheRead =
          meters.counter(
              "aether.cache.read.tokens",
              "tokens that providers read from their prefix caches",
              labels);
      this.cacheWrite =
          meters.counter(
              "aether.cache.write.tokens",
              "tokens that providers wrote to their prefix caches",
              labels);
      this.cost = meters.counter("aether.cost.usd", "what answers cost, in US dollars", labels);
    }

    void ended(AttemptEnded attempt) {
      attempts.of(name.provider, name.model, code(attempt)).increment();
      duration.record(attempt.took());
      if (attempt.firstText().isPositive()) {
        firstChunk.record(attempt.firstText());
      }
      Spent spent =
          switch (attempt.result()) {
            case Completion answer -> answer.spent();
            case NoCompletion(_, var wasted) -> wasted;
          };
      count(spent);
    }

    private void count(Spent spent) {
      Usage usage = spent.usage();
      input.increment(usage.input());
      output.increment(usage.output());
      cacheRead.increment(usage.cacheRead());
      cacheWrite.increment(usage.cacheWrite());
      spent
          .cost()
          .filter(CallMetrics::inDollars)
          .ifPresent(paid -> {
            cost.increment(paid.amount().doubleValue());
            saved.of("prefix").increment(paid.saved().doubleValue());
          });
    }
  }

  private static String code(AttemptEnded attempt) {
    return switch (attempt.result()) {
      case Completion _ -> "ok";
      case NoCompletion(var failure, _) -> failure.code();
    };
  }

  private static <E extends Enum<E>> Map<E, String> words(Class<E> type) {
    Map<E, String> words = new EnumMap<>(type);
    for (E one : type.getEnumConstants()) {
      words.put(one, one.name().toLowerCase(Locale.ROOT));
    }
    return words;
  }

  private static boolean inDollars(Cost cost) {
    return cost.currency().equals("USD");
  }

  private Model model(String provider, String model) {
    var name = new Name(provider, model);
    Model known = models.get(name);
    if (known != null) {
      return known;
    }
    return models.size() < MOST_MODELS
        ? models.computeIfAbsent(name, Model::new)
        : models.computeIfAbsent(new Name(provider, OTHERS), Model::new);
  }

  void on(CallEvent event) {
    switch (event) {
      case AttemptEnded attempt -> model(attempt.provider(), attempt.model()).ended(attempt);
      case RetryPlanned(_, _, var failure) ->
          retries.of(failure.provider(), failure.code()).increment();
      case Waited(var provider, var reason, var waited) -> {
        if (reason == Reason.RATE_LIMIT) {
          meters
              .timer(
                  "aether.ratelimit.wait",
                  "how long calls waited for a rate limit",
                  "provider",
                  provider)
              .record(waited);
        }
      }
      case CacheLookup lookup -> count(lookup);
      case CallEvent.PrefixAsked asked ->
          asked("prefix", asked.readTokens() > 0 ? Lookup.HIT : Lookup.MISS);
      case CallEvent.AttemptStarted _, CallEvent.HeadersArrived _, CallEvent.FellBack _ -> {}
    }
  }

  private void count(CacheLookup asked) {
    switch (asked.lookup()) {
      case HIT, COALESCED -> cacheHits.increment();
      case MISS -> {} // another cache may still have it
    }
    asked(LAYERS.getOrDefault(asked.layer(), ""), asked.lookup());
  }

  private void asked(String layer, Lookup had) {
    lookups.of(layer, WORDS.getOrDefault(had, "")).increment();
  }

  /// A call that no cache had an answer for.
  void missed() {
    cacheMisses.increment();
  }

  /// An answer that somebody else had paid for.
  void had(Completion answer) {
    Optional<Cost> cost = answer.cost().filter(CallMetrics::inDollars);
    cost.ifPresent(paid -> saved.of(answer.source().word()).increment(paid.amount().doubleValue()));
  }
}
