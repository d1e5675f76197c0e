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
import dev.aether.llm.LlmResult.Source;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What happens between the layers of calls, as numbers. Safe for use by many threads.
final class CallMetrics {
  private final Counter cacheHits;
  private final Counter cacheMisses;
  private final Family<Counter> retries;
  private final Family<Timer> rateLimits;
  private final ModelMetrics models;
  private final CountersBy<Source> saved;
  private final Map<Layer, CountersBy<Lookup>> lookups = new EnumMap<>(Layer.class);
  private final CountersBy<Lookup> prefixLookups;

  CallMetrics(Meters meters) {
    this.cacheHits =
        meters.counter("aether.cache.hits", "answers that came from a cache or from an equal call");
    this.cacheMisses = meters.counter("aether.cache.misses", "answers that no cache had");
    this.retries =
        meters.counters(
            "aether.retries", "attempts that follow a failed one", "provider", "reason");
    this.rateLimits =
        meters.timers(
            "aether.ratelimit.wait", "how long calls waited for a rate limit", "provider");
    Family<Counter> savings =
        meters.counters(
            "aether.cost.saved.usd", "what answers would have cost besides, in US dollars", "by");
    this.models = new ModelMetrics(meters, savings);
    this.saved = new CountersBy<>(Source.class, source -> savings.of(source.word()));
    Family<Counter> asked =
        meters.counters(
            "aether.cache.requests", "questions to a cache by what it had", "layer", "result");
    for (Layer layer : Layer.values()) {
      lookups.put(layer, lookups(asked, word(layer)));
    }
    this.prefixLookups = lookups(asked, "prefix");
  }

  private static CountersBy<Lookup> lookups(Family<Counter> asked, String layer) {
    return new CountersBy<>(Lookup.class, lookup -> asked.of(layer, word(lookup)));
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  /// Whether it can be added to what is counted in dollars.
  static boolean inDollars(Cost cost) {
    return cost.currency().equals("USD");
  }

  void on(CallEvent event, Tally tally) {
    switch (event) {
      case AttemptEnded attempt -> models.on(attempt, tally);
      case RetryPlanned(_, _, var failure) ->
          tally.increment(retries.of(failure.provider(), failure.code()));
      case Waited(var provider, var reason, var waited) -> {
        if (reason == Reason.RATE_LIMIT) {
          tally.record(rateLimits.of(provider), waited);
        }
      }
      case CacheLookup asked -> count(asked, 1, tally);
      case CallEvent.PrefixAsked asked ->
          tally.increment(prefixLookups.of(asked.readTokens() > 0 ? Lookup.HIT : Lookup.MISS));
      case CallEvent.AttemptStarted _, CallEvent.HeadersArrived _, CallEvent.FellBack _ -> {}
    }
  }

  /// @param times how often the same has happened
  void count(CacheLookup asked, int times, Tally tally) {
    switch (asked.lookup()) {
      case HIT, COALESCED -> tally.add(cacheHits, times);
      case MISS -> {} // another cache may still have it
    }
    CountersBy<Lookup> had = lookups.get(asked.layer());
    if (had != null) {
      tally.add(had.of(asked.lookup()), times);
    }
  }

  /// A call that no cache had an answer for.
  void missed(Tally tally) {
    tally.increment(cacheMisses);
  }

  /// An answer that somebody else had paid for.
  void had(Completion answer, Tally tally) {
    Optional<Cost> cost = answer.cost().filter(CallMetrics::inDollars);
    cost.ifPresent(paid -> tally.add(saved.of(answer.source()), paid.amount().doubleValue()));
  }
}
