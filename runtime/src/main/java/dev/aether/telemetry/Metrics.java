package dev.aether.telemetry;

import dev.aether.cache.CacheLayer;
import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeCall;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeStarted;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionEvent.NodeText;
import dev.aether.engine.ExecutionListener;
import dev.aether.engine.ExecutionStatus;
import dev.aether.llm.CallEvent;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.TraceContext;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Events to Prometheus metrics. Every name is listed in `docs/metrics.md`.
public final class Metrics {
  private static final Duration[] BUCKETS =
      List.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000)
          .stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Exemplars exemplars = new Exemplars();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(
          PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, exemplars);
  private final Counter executedNodes = counter("aether.executed.nodes", "nodes that ran");
  private final Counter tokenCost = counter("aether.token.cost", "tokens that were paid for");
  private final Counter errors = counter("aether.errors", "nodes that failed");
  private final Counter cacheHits =
      counter("aether.cache.hits", "answers that came from a cache or from an equal call");
  private final Counter cacheMisses = counter("aether.cache.misses", "answers that no cache had");
  private final Timer nodeTime =
      timer("aether.execution.time", "how long a node ran, all its attempts included");
  private final Timer executionTime =
      timer("aether.execution.duration", "how long an execution took");
  private final AtomicInteger nodesNow = new AtomicInteger();
  private final AtomicInteger executionsNow = new AtomicInteger();

  /// @param version of the runtime, for `aether_build_info`
  public Metrics(String version) {
    for (ExecutionStatus status : ExecutionStatus.values()) {
      executions(status); // so that each series is there from the start
    }
    gauge("aether.parallel.nodes", "nodes that run now", nodesNow);
    gauge("aether.executions.in.progress", "executions that run now", executionsNow);
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

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private void gauge(String name, String description, AtomicInteger number) {
    Gauge.builder(name, number, AtomicInteger::get).description(description).register(registry);
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

  /// Hears the events of one execution.
  ///
  /// @param trace the trace that exemplars point to
  public ExecutionListener listener(Optional<TraceContext> trace) {
    return trace
        .filter(TraceContext::sampled)
        .<ExecutionListener>map(work -> event -> exemplars.during(work, () -> on(event)))
        .orElse(this::on);
  }

  /// Where further meters are registered.
  public MeterRegistry registry() {
    return registry;
  }

  /// All metrics as text.
  ///
  /// @param contentType the form that the reader asks for: Prometheus text or OpenMetrics
  public String scrape(String contentType) {
    return registry.scrape(contentType);
  }

  private void on(ExecutionEvent event) {
    switch (event) {
      case ExecutionStarted _ -> executionsNow.incrementAndGet();
      case NodeStarted _ -> nodesNow.incrementAndGet();
      case NodeText _ -> {}
      case NodeCall(_, var call, _) -> count(call);
      case NodeSucceeded(_, var outcome, var took, _) -> {
        ended(took);
        outcome.details().completion().ifPresent(this::charge);
      }
      case NodeFailed(_, _, var took, _) -> {
        ended(took);
        errors.increment();
      }
      case NodeSkipped(_, _, _, var running, _) -> {
        if (running) {
          nodesNow.decrementAndGet();
        }
      }
      case ExecutionFinished(var status, _, var at) -> {
        executionsNow.decrementAndGet();
        executionTime.record(at);
        executions(status).increment();
      }
    }
  }

  private Counter executions(ExecutionStatus status) {
    return Counter.builder("aether.executions")
        .description("executions by how they ended")
        .tag("status", status.word())
        .register(registry);
  }

  private void ended(Duration took) {
    nodesNow.decrementAndGet();
    executedNodes.increment();
    nodeTime.record(took);
  }

  private void charge(Completion answer) {
    if (!answer.source().free()) {
      tokenCost.increment(answer.usage().total());
    }
  }

  private void count(CallEvent call) {
    if (call instanceof CallEvent.CacheLookup(_, var lookup)) {
      switch (lookup) {
        case HIT, COALESCED -> cacheHits.increment();
        case MISS -> cacheMisses.increment();
      }
    }
  }
}
