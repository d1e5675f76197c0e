package dev.aether.telemetry;

import dev.aether.cache.SemanticCache;
import dev.aether.cache.SemanticFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/// Shows the semantic cache's figures. They are gathered once for all meters that are read within a
/// second: each gathering looks at everything that was learnt.
final class SemanticMetrics {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SemanticCache cache;
  private final MeterRegistry registry;
  private final AtomicReference<Gathered> last = new AtomicReference<>();

  private record Gathered(SemanticFigures figures, long at) {}

  private SemanticMetrics(SemanticCache cache, MeterRegistry registry) {
    this.cache = cache;
    this.registry = registry;
  }

  /// Has a cache's figures shown.
  static void show(SemanticCache cache, MeterRegistry registry) {
    new SemanticMetrics(cache, registry).register();
  }

  private void register() {
    counter("lookups", "questions to the semantic cache", SemanticFigures::lookups);
    for (String reason : cache.figures().vetoes().keySet()) {
      FunctionCounter.builder(
              "aether.semantic.vetoes",
              this,
              metrics -> metrics.figures().vetoes().getOrDefault(reason, 0L))
          .description("questions whose candidates were all refused, by the nearest one's reason")
          .tag("reason", reason)
          .register(registry);
    }
    counter("audits", "hits that were checked with the provider", SemanticFigures::audits);
    counter("audits.wrong", "checked hits that were wrong", SemanticFigures::wrongAudits);
    counter(
        "audits.dropped",
        "checks that were not made because too many ran",
        SemanticFigures::droppedAudits);
    counter("audit.tokens", "tokens that checks took", SemanticFigures::auditTokens);
    counter(
        "audit.cost.usd",
        "what checks cost, in US dollars",
        figures ->
            figures
                .auditCost()
                .filter(cost -> cost.currency().equals("USD"))
                .map(cost -> cost.amount().doubleValue())
                .orElse(0.0));
    counter("reports", "hits that were reported as wrong", SemanticFigures::reports);
    gauge(
        "estimated.error",
        "wrong hits per request that are expected now",
        SemanticFigures::estimatedError);
    gauge("lambda", "probability from which on an answer is served", SemanticFigures::lambda);
  }

  private void counter(String name, String description, ToDoubleFunction<SemanticFigures> number) {
    FunctionCounter.builder(
            "aether.semantic." + name, this, metrics -> number.applyAsDouble(metrics.figures()))
        .description(description)
        .register(registry);
  }

  private void gauge(String name, String description, ToDoubleFunction<SemanticFigures> number) {
    Gauge.builder(
            "aether.semantic." + name, this, metrics -> number.applyAsDouble(metrics.figures()))
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  private SemanticFigures figures() {
    long now = registry.config().clock().monotonicTime();
    Gathered known = last.get();
    if (known == null || now - known.at() > FRESH_NANOS) {
      known = new Gathered(cache.figures(), now);
      last.set(known);
    }
    return known.figures();
  }
}
