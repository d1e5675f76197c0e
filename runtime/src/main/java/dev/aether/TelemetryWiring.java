package dev.aether;

import dev.aether.config.TelemetrySettings;
import dev.aether.engine.ExecutionListener;
import dev.aether.execution.ExecutionRequest;
import dev.aether.llm.TraceContext;
import dev.aether.telemetry.ExecutionLog;
import dev.aether.telemetry.Metrics;
import dev.aether.telemetry.otel.Traces;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Puts the observers of executions together: metrics, log lines and, where the environment names
/// somebody to send them to, spans.
final class TelemetryWiring implements AutoCloseable {
  private final Metrics metrics;
  private final Optional<Traces> traces;
  private final boolean counting;

  /// @param environment where OpenTelemetry's variables are
  /// @param servers the address of each provider, by name
  TelemetryWiring(
      TelemetrySettings settings,
      Map<String, String> environment,
      Map<String, URI> servers,
      String version)
      throws UnusableSettings {
    this.metrics = new Metrics(version);
    this.counting = settings.metrics();
    try {
      this.traces =
          Traces.wanted(environment)
              ? Optional.of(
                  Traces.of(
                      environment,
                      version,
                      new Traces.Wishes(
                          settings.content(),
                          settings.olderNames(),
                          settings.tracesPerSecond(),
                          servers),
                      InstantSource.system(),
                      Wiring.shared()))
              : Optional.empty();
    } catch (IllegalArgumentException wrong) {
      throw new UnusableSettings(String.valueOf(wrong.getMessage()));
    }
  }

  Metrics metrics() {
    return metrics;
  }

  /// Who hears the events of an execution.
  ExecutionListener observe(ExecutionRequest request) {
    Optional<TraceContext> caller = request.trace();
    Optional<ExecutionListener> spans =
        traces.flatMap(to -> to.record(request.plan().dag().metadata().flowName(), caller));
    ExecutionListener placed =
        spans.orElseGet(() -> ExecutionListener.within(() -> unrecorded(caller)));
    ExecutionListener logged =
        placed.and(ExecutionLog.listener(() -> placed.trace().map(TraceContext::traceId)));
    Optional<TraceContext> examples = spans.flatMap(ExecutionListener::trace).or(() -> caller);
    return counting ? logged.and(metrics.listener(examples)) : logged;
  }

  private Optional<TraceContext> unrecorded(Optional<TraceContext> caller) {
    return traces.map(to -> to.unrecorded(caller)).or(() -> caller);
  }

  @Override
  public void close() {
    traces.ifPresent(Traces::close);
  }
}
