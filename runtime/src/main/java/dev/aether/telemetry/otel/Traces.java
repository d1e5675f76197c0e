package dev.aether.telemetry.otel;

import dev.aether.engine.ExecutionListener;
import dev.aether.llm.TraceContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Spans of executions, sent where OpenTelemetry's own environment variables say.
///
/// Safe for use by many threads. [#close()] sends what is left.
public final class Traces implements AutoCloseable {
  private static final Duration FLUSH = Duration.ofSeconds(5);
  private static final String SCOPE = "dev.aether.runtime";

  private final OpenTelemetrySdk sdk;
  private final Means means;
  private final Optional<SteadySampler> sampler;
  private final RandomGenerator random;

  /// What is wanted of the spans.
  ///
  /// @param content whether prompts and answers are in them, as far as they are not sensitive
  /// @param olderNames whether attributes have the names that older backends know
  /// @param perSecond most traces a second that begin here, 0 for no limit
  /// @param servers the address of each provider, by name
  public record Wishes(
      boolean content, boolean olderNames, int perSecond, Map<String, URI> servers) {
    /// Copies the map.
    public Wishes {
      servers = Map.copyOf(servers);
    }
  }

  /// What spans are made with.
  record Means(Tracer tracer, ChosenIds ids, SpanNames names, Wishes wishes, InstantSource clock) {}

  /// @param sampler decides where a trace begins; without one the SDK does
  private Traces(
      OpenTelemetrySdk sdk,
      Optional<SteadySampler> sampler,
      ChosenIds ids,
      String version,
      Wishes wishes,
      InstantSource clock,
      RandomGenerator random) {
    this.sdk = sdk;
    this.sampler = sampler;
    this.random = random;
    this.means =
        new Means(
            sdk.getTracerProvider().get(SCOPE, version),
            ids,
            wishes.olderNames() ? SpanNames.OLDER : SpanNames.CURRENT,
            wishes,
            clock);
  }

  /// Whether the environment asks for traces: an endpoint or an exporter is named.
  public static boolean wanted(Map<String, String> environment) {
    boolean off =
        environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")
            || environment.getOrDefault("OTEL_TRACES_EXPORTER", "").equals("none");
    return !off
        && (environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
            || environment.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
            || environment.containsKey("OTEL_TRACES_EXPORTER"));
  }

  /// Sets up what the environment asks for.
  ///
  /// @param random names executions that are not recorded; must be safe for use by many threads
  /// @throws IllegalArgumentException if a variable has a value that makes no sense
  public static Traces of(
      Map<String, String> environment,
      String version,
      Wishes wishes,
      InstantSource clock,
      RandomGenerator random) {
    var ids = new ChosenIds();
    try {
      OpenTelemetrySdk sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesSupplier(() -> properties(environment))
              .addTracerProviderCustomizer((builder, _) -> builder.setIdGenerator(ids))
              .build()
              .getOpenTelemetrySdk();
      Optional<SteadySampler> sampler =
          wishes.perSecond() == 0 || environment.containsKey("OTEL_TRACES_SAMPLER")
              ? Optional.empty()
              : Optional.of(new SteadySampler(wishes.perSecond(), clock));
      return new Traces(sdk, sampler, ids, version, wishes, clock, random);
    } catch (io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException wrong) {
      throw new IllegalArgumentException("OTEL_*: " + wrong.getMessage(), wrong);
    }
  }

  /// The variables as properties. Metrics are Prometheus's here, and logs have a stream of their
  /// own, so neither is exported unless somebody says so.
  private static Map<String, String> properties(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.service.name", "aether-runtime");
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    environment.forEach((name, value) -> {
      if (name.startsWith("OTEL_")) {
        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
      }
    });
    return properties;
  }

  /// Begins to record one execution. Whether it is recorded is decided before there is any span:
  /// most executions of a busy server are not.
  ///
  /// @param flow the flow's name
  /// @param caller the work that the execution is a part of
  /// @return hears the execution's events, and says where it stands; empty if it is not recorded
  public Optional<ExecutionListener> record(Optional<String> flow, Optional<TraceContext> caller) {
    if (!recorded(caller)) {
      return Optional.empty();
    }
    var spans = new ExecutionSpans(means, flow, caller);
    return spans.recorded() ? Optional.of(spans) : Optional.empty();
  }

  /// Where an execution stands that is not recorded.
  public TraceContext unrecorded(Optional<TraceContext> caller) {
    return caller.map(work -> work.child(random)).orElseGet(() -> TraceContext.unrecorded(random));
  }

  private boolean recorded(Optional<TraceContext> caller) {
    return sampler
        .map(mine -> caller.map(TraceContext::sampled).orElseGet(mine::take))
        .orElse(true);
  }

  @Override
  public void close() {
    sdk.getSdkTracerProvider().shutdown().join(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
  }
}
