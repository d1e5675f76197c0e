package dev.aether.telemetry;

import dev.aether.llm.CallEvent.AttemptEnded;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.LlmResult.Usage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Attempts and what they took, by model. Safe for use by many threads.
///
/// Flows may name any model, so only so many get series of their own; the rest share one.
final class ModelMetrics {
  private static final int MOST_MODELS = 200;
  private static final String OTHERS = "other";
  private static final String[] LABELS = {"provider", "model"};

  private final Map<Name, Model> models = new ConcurrentHashMap<>();
  private final Family<Counter> attempts;
  private final Family<Timer> durations;
  private final Family<Timer> firstChunks;
  private final Family<Counter> inputs;
  private final Family<Counter> outputs;
  private final Family<Counter> cacheReads;
  private final Family<Counter> cacheWrites;
  private final Family<Counter> costs;
  private final Family<Counter> savings;

  private record Name(String provider, String model) {}

  /// @param savings dollars that were not paid, of which those that prefix caches saved are
  ModelMetrics(Meters meters, Family<Counter> savings) {
    this.savings = savings;
    this.attempts =
        meters.counters(
            "aether.provider.requests",
            "attempts by how they ended: ok, or the code of the failure",
            "provider",
            "model",
            "code");
    this.durations =
        meters.timers("aether.provider.request.duration", "how long an attempt took", LABELS);
    this.firstChunks =
        meters.timers(
            "aether.provider.time.to.first.chunk",
            "from the start of an attempt to the first text of its answer",
            LABELS);
    this.inputs =
        meters.counters(
            "aether.input.tokens",
            "tokens of prompts, those read from a prefix cache included",
            LABELS);
    this.outputs =
        meters.counters("aether.output.tokens", "tokens of answers, reasoning included", LABELS);
    this.cacheReads =
        meters.counters(
            "aether.cache.read.tokens",
            "tokens that providers read from their prefix caches",
            LABELS);
    this.cacheWrites =
        meters.counters(
            "aether.cache.write.tokens",
            "tokens that providers wrote to their prefix caches",
            LABELS);
    this.costs = meters.counters("aether.cost.usd", "what answers cost, in US dollars", LABELS);
  }

  void on(AttemptEnded attempt, Tally tally) {
    of(attempt.provider(), attempt.model()).ended(attempt, tally);
  }

  private Model of(String provider, String model) {
    var name = new Name(provider, model);
    Model known = models.get(name);
    if (known != null) {
      return known;
    }
    return models.size() < MOST_MODELS
        ? models.computeIfAbsent(name, Model::new)
        : models.computeIfAbsent(new Name(provider, OTHERS), Model::new);
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
      this.duration = durations.of(name.provider, name.model);
      this.firstChunk = firstChunks.of(name.provider, name.model);
      this.input = inputs.of(name.provider, name.model);
      this.output = outputs.of(name.provider, name.model);
      this.cacheRead = cacheReads.of(name.provider, name.model);
      this.cacheWrite = cacheWrites.of(name.provider, name.model);
      this.cost = costs.of(name.provider, name.model);
    }

    void ended(AttemptEnded attempt, Tally tally) {
      tally.increment(attempts.of(name.provider, name.model, code(attempt)));
      tally.record(duration, attempt.took());
      if (attempt.firstText().isPositive()) {
        tally.record(firstChunk, attempt.firstText());
      }
      Spent spent =
          switch (attempt.result()) {
            case Completion answer -> answer.spent();
            case NoCompletion(_, var wasted) -> wasted;
          };
      count(spent, tally);
    }

    private static String code(AttemptEnded attempt) {
      return switch (attempt.result()) {
        case Completion _ -> "ok";
        case NoCompletion(var failure, _) -> failure.code();
      };
    }

    private void count(Spent spent, Tally tally) {
      Usage usage = spent.usage();
      tally.add(input, usage.input());
      tally.add(output, usage.output());
      tally.add(cacheRead, usage.cacheRead());
      tally.add(cacheWrite, usage.cacheWrite());
      spent
          .cost()
          .filter(CallMetrics::inDollars)
          .ifPresent(paid -> {
            tally.add(cost, paid.amount().doubleValue());
            tally.add(savings.of("prefix"), paid.saved().doubleValue());
          });
    }
  }
}
