package dev.aether.telemetry.otel;

import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/// Names spans. An attempt has told the provider its span's id before the span is made from the
/// events, so the maker of a span can choose the id of the next one that its thread starts.
final class ChosenIds implements IdGenerator {
  private final IdGenerator random = IdGenerator.random();
  private static final ThreadLocal<@Nullable String> NEXT = new ThreadLocal<>();

  void choose(String spanId) {
    NEXT.set(spanId);
  }

  @Override
  public String generateSpanId() {
    String chosen = NEXT.get();
    if (chosen == null) {
      return random.generateSpanId();
    }
    NEXT.remove();
    return chosen;
  }

  @Override
  public String generateTraceId() {
    return random.generateTraceId();
  }
}
