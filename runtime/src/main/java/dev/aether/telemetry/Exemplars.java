package dev.aether.telemetry;

import dev.aether.llm.TraceContext;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/// Tells the metrics library which trace a measurement belongs to, so that a reader can go from a
/// number to an execution that stands for it.
final class Exemplars implements SpanContext {
  private static final ThreadLocal<@Nullable TraceContext> CURRENT = new ThreadLocal<>();

  /// Takes measurements on behalf of a trace.
  void during(TraceContext trace, Runnable measuring) {
    CURRENT.set(trace);
    try {
      measuring.run();
    } finally {
      CURRENT.remove();
    }
  }

  @Override
  public @Nullable String getCurrentTraceId() {
    TraceContext trace = CURRENT.get();
    return trace == null ? null : trace.traceId();
  }

  @Override
  public @Nullable String getCurrentSpanId() {
    TraceContext trace = CURRENT.get();
    return trace == null ? null : trace.spanId();
  }

  @Override
  public boolean isCurrentSpanSampled() {
    TraceContext trace = CURRENT.get();
    return trace != null && trace.sampled();
  }

  @Override
  public void markCurrentSpanAsExemplar() {}
}
