package dev.aether.telemetry.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.engine.ExecutionListener;
import dev.aether.llm.TraceContext;
import dev.aether.testing.TraceCollector;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Where executions stand that come when the second's share is used up.
class UnrecordedTest {
  private static final TraceContext CALLER =
      new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true);

  private final TraceCollector collector = new TraceCollector();
  private final Traces traces =
      Traces.of(
          collector.environment(),
          "test",
          new Traces.Wishes(false, false, 1, Map.of()),
          () -> Instant.EPOCH,
          new Random(1));
  private final TraceContext first = begun(Optional.empty());

  @AfterEach
  void close() {
    traces.close();
    collector.close();
  }

  private TraceContext begun(Optional<TraceContext> caller) {
    return traces
        .record(Optional.of("memo"), caller)
        .flatMap(ExecutionListener::trace)
        .orElseGet(() -> traces.unrecorded(caller));
  }

  @Test
  void it_is_in_a_trace_of_its_own_that_says_that_it_is_not_recorded() {
    TraceContext second = begun(Optional.empty());
    assertThat(first.sampled()).isTrue();
    assertThat(second.sampled()).isFalse();
    assertThat(begun(Optional.empty()).traceId())
        .isNotEqualTo(second.traceId())
        .isNotEqualTo(first.traceId());
  }

  @Test
  void a_callers_trace_is_gone_on_with_as_the_caller_decided() {
    TraceContext recorded = begun(Optional.of(CALLER));
    assertThat(recorded.sampled()).isTrue();
    assertThat(recorded.traceId()).isEqualTo(CALLER.traceId());
    var silent = new TraceContext(CALLER.traceId(), CALLER.spanId(), false);
    TraceContext unrecorded = begun(Optional.of(silent));
    assertThat(unrecorded.sampled()).isFalse();
    assertThat(unrecorded.traceId()).isEqualTo(CALLER.traceId());
    assertThat(unrecorded.spanId()).isNotEqualTo(CALLER.spanId());
  }
}
