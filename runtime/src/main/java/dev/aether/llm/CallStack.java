package dev.aether.llm;

import dev.aether.context.ValueParser;
import dev.aether.llm.Fitting.Unsupported;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The layers of a call between the caches and the providers.
public final class CallStack {
  private CallStack() {}

  /// What can be set.
  ///
  /// @param models what is known of them
  /// @param rateLimits by the provider's name
  /// @param prefixes what is done about prefix caches, by the provider's name
  /// @param callsInFlight of the whole process
  /// @param attemptLimit longest attempt of nodes that state none
  public record Settings(
      ModelTable models,
      Unsupported onUnsupported,
      Function<String, RateLimits> rateLimits,
      CircuitBreaker.Policy circuit,
      Function<String, PrefixPolicy> prefixes,
      int callsInFlight,
      Duration attemptLimit) {}

  /// What comes from outside.
  ///
  /// @param parser reads answers that are JSON
  /// @param alarms where the limits of attempts are watched
  /// @param tokens counts the beginnings of prompts
  /// @param prefixes remembers them
  /// @param prefixLog hears how calls over them went
  /// @param random must be safe for use by many threads
  /// @param clock wall clock, for prices
  /// @param nanoTime monotonic clock
  public record Tools(
      SchemaChecker schemas,
      ValueParser parser,
      TokenCounter tokens,
      PrefixMemory prefixes,
      PrefixLog prefixLog,
      ScheduledExecutorService alarms,
      RandomGenerator random,
      Pause pause,
      InstantSource clock,
      LongSupplier nanoTime) {}

  /// The layers, laid.
  ///
  /// @param entry where a call enters
  /// @param circuits first of those whose state operators want to see
  public record Layers(
      LlmClient entry, CircuitBreaker circuits, RateLimiting rates, InFlightLimit places) {}

  /// Lays the layers around the providers, innermost first: a call enters at the last line.
  ///
  /// - A **fallback** model gets attempts of its own, so it is outside of the retries.
  /// - A **retry** tells the model what was wrong with the shape of its answer, so the **shape
  ///   check** is inside of it; and the check needs the schema that **fitting** may take out, so
  ///   that comes next.
  /// - The **prefix** of a prompt can be marked only when its text is final, so inside of fitting;
  ///   and inside of the shape check, which holds text back: the first of it lets others follow.
  ///   Inside of the retries too, because one that goes ahead and fails hands over at once, and
  ///   nobody waits out its delays. But outside of everything that is scarce: who waits for another
  ///   call takes neither its turn at the rate limit nor a place in flight, and the limit of its
  ///   attempt does not run.
  /// - Each attempt keeps to the **rate limit**, and the **circuit** is looked at after that wait
  ///   and not before: it may have opened meanwhile.
  /// - Only a call that may really go takes one of the **places in flight** of the process; and
  ///   only then its **attempt** begins, so that no wait counts against its time limit.
  /// - An answer is **screened** before anybody sees it who could keep it or show it, a trace of
  ///   the attempt included.
  /// - The **price** is put on inside of the attempt, so that whoever watches attempts sees it.
  public static Layers over(LlmClient providers, Models router, Settings settings, Tools tools) {
    LlmClient client = new Priced(providers, settings.models(), tools.clock());
    client = new Screened(client);
    client =
        new Attempts(
            client, settings.attemptLimit(), tools.alarms(), tools.random(), tools.nanoTime());
    var places = new InFlightLimit(client, settings.callsInFlight(), tools.nanoTime());
    var circuits = new CircuitBreaker(places, settings.circuit(), tools.nanoTime());
    var rates = new RateLimiting(circuits, settings.rateLimits(), tools.nanoTime(), tools.pause());
    client = prefixCaching(rates, settings, tools);
    client = new Fitting(client, settings.models(), settings.onUnsupported());
    client = new ShapeCheck(client, tools.schemas(), tools.parser());
    client = new Retrying(client, tools.random(), tools.pause());
    return new Layers(new Fallback(client, router), circuits, rates, places);
  }

  private static LlmClient prefixCaching(LlmClient client, Settings settings, Tools tools) {
    return new PrefixCaching(
        client,
        new PrefixChoice(settings.models(), tools.tokens(), tools.prefixes(), tools.clock()),
        settings.prefixes(),
        tools.prefixes(),
        tools.prefixLog(),
        tools.nanoTime());
  }
}
