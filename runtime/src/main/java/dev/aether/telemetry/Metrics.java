package dev.aether.telemetry;

import dev.aether.cache.CacheLayer;
import dev.aether.cache.SemanticCache;
import dev.aether.engine.ExecutionListener;
import dev.aether.llm.CircuitBreaker;
import dev.aether.llm.CircuitBreaker.Standing;
import dev.aether.llm.CircuitBreaker.State;
import dev.aether.llm.TraceContext;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Events to Prometheus metrics. Every name is listed in `docs/metrics.md`.
public final class Metrics {
  private static final Clock CLOCK = Clock.SYSTEM;

  private final PrometheusMeterRegistry registry;
  private final ExecutionMetrics executions;
  private final MultiGauge circuitStates;
  private @Nullable CircuitBreaker circuits;

  /// @param version of the runtime, for `aether_build_info`
  public Metrics(String version) {
    var shown = new PrometheusRegistry();
    this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, shown, CLOCK);
    var meters = new Meters(shown, CLOCK::monotonicTime);
    this.executions = new ExecutionMetrics(meters, new CallMetrics(meters));
    this.circuitStates =
        MultiGauge.builder("aether.circuit.state")
            .description("models of a provider by how their circuit stands")
            .register(registry);
    gauge("aether.parallel.nodes", "nodes that run now", executions::nodesNow);
    gauge("aether.executions.in.progress", "executions that run now", executions::executionsNow);
    Gauge.builder("aether.build.info", () -> 1)
        .description("always 1; the labels say what runs")
        .tag("version", version)
        .tag("java", java.lang.Runtime.version().toString())
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /// Shows a number that somebody else keeps.
  public void gauge(String name, String description, IntSupplier number) {
    Gauge.builder(name, number, IntSupplier::getAsInt)
        .strongReference(true)
        .description(description)
        .register(registry);
  }

  /// Shows what a cache holds.
  public void watch(CacheLayer cache) {
    Gauge.builder(
            "aether.cache.store.reachable", cache, layer -> layer.trouble().isPresent() ? 0 : 1)
        .description("0 while the place cannot be reached where servers share answers, else 1")
        .tag("layer", cache.name())
        .register(registry);
    Gauge.builder("aether.cache.bytes", cache, layer -> layer.stats().bytes())
        .description("memory that the kept answers take, as estimated")
        .tag("layer", cache.name())
        .register(registry);
    Gauge.builder("aether.cache.entries", cache, layer -> layer.stats().entries())
        .description("answers that are kept")
        .tag("layer", cache.name())
        .register(registry);
  }

  /// Shows how a semantic cache decides, besides.
  public void watchDecisions(SemanticCache cache) {
    SemanticMetrics.show(cache, registry);
  }

  /// Shows how circuits stand.
  public void watch(CircuitBreaker breaker) {
    circuits = breaker;
  }

  /// Hears the events of one execution.
  ///
  /// @param trace the trace that exemplars point to
  public ExecutionListener listener(Optional<TraceContext> trace) {
    return executions.new Fold(Example.Maker.in(trace, CLOCK::wallTime));
  }

  /// All metrics as text.
  ///
  /// @param contentType the form that the reader asks for: Prometheus text or OpenMetrics
  public String scrape(String contentType) {
    if (circuits != null) {
      circuitStates.register(rows(circuits.standings()), true);
    }
    return registry.scrape(contentType);
  }

  private static List<Row<?>> rows(List<Standing> standings) {
    Map<String, Map<State, Integer>> byProvider = new TreeMap<>();
    for (Standing standing : standings) {
      byProvider
          .computeIfAbsent(standing.provider(), _ -> new EnumMap<>(State.class))
          .merge(standing.state(), 1, Integer::sum);
    }
    List<Row<?>> rows = new ArrayList<>();
    byProvider.forEach((provider, counts) -> {
      for (State state : State.values()) {
        rows.add(
            Row.of(
                Tags.of("provider", provider, "state", state.name().toLowerCase(Locale.ROOT)),
                counts.getOrDefault(state, 0)));
      }
    });
    return rows;
  }
}
