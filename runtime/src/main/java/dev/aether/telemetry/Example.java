package dev.aether.telemetry;

import dev.aether.llm.TraceContext;
import io.prometheus.metrics.model.snapshots.Exemplar;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A measurement that was taken in a recorded trace, so that a reader can go from a number to an
/// execution that stands for it.
///
/// @param atMillis since the epoch
record Example(double value, TraceContext trace, long atMillis) {
  /// Makes measurements of one execution examples of it, if it is recorded.
  @FunctionalInterface
  interface Maker {
    /// The trace is not recorded.
    Maker NONE = _ -> null;

    /// The measurement as an example, null where there is no trace to go to.
    @Nullable Example of(double value);

    /// For an execution that may be in a trace.
    ///
    /// @param wallTime milliseconds since the epoch
    static Maker in(Optional<TraceContext> trace, LongSupplier wallTime) {
      return trace
          .filter(TraceContext::sampled)
          .<Maker>map(work -> value -> new Example(value, work, wallTime.getAsLong()))
          .orElse(NONE);
    }
  }

  /// As the metrics library has it.
  static @Nullable Exemplar exemplar(@Nullable Example example) {
    return example == null
        ? null
        : Exemplar.builder()
            .value(example.value)
            .traceId(example.trace.traceId())
            .spanId(example.trace.spanId())
            .timestampMillis(example.atMillis)
            .build();
  }
}
