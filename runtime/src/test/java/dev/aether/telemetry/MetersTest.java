package dev.aether.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.llm.TraceContext;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Meters as a reader sees them.
class MetersTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final Meters meters = new Meters(registry, nanos::get);

  private List<String> lines() throws IOException {
    var text = new ByteArrayOutputStream();
    OpenMetricsTextFormatWriter.create().write(text, registry.scrape());
    return text.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static void record(Timer timer, Duration took) {
    var tally = new Tally(Example.Maker.NONE);
    tally.record(timer, took);
    tally.handOver();
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void a_time_is_in_the_first_bucket_that_is_not_shorter() throws Exception {
    Timer timer = meters.timer("aether.wait", "how long");
    record(timer, Duration.ZERO);
    record(timer, millis(1));
    record(timer, millis(1).plusNanos(1));
    record(timer, millis(120_000));
    record(timer, millis(120_001));
    assertThat(lines())
        .contains(
            "aether_wait_seconds_bucket{le=\"0.001\"} 2",
            "aether_wait_seconds_bucket{le=\"0.005\"} 3",
            "aether_wait_seconds_bucket{le=\"60.0\"} 3",
            "aether_wait_seconds_bucket{le=\"120.0\"} 4",
            "aether_wait_seconds_bucket{le=\"+Inf\"} 5",
            "aether_wait_seconds_count 5",
            "aether_wait_seconds_sum 240.003000001");
  }

  @Test
  void a_time_that_ran_backwards_is_not_recorded() throws Exception {
    record(meters.timer("aether.wait", "how long"), millis(-1));
    assertThat(lines()).contains("aether_wait_seconds_count 0", "aether_wait_seconds_sum 0.0");
  }

  @Test
  void the_longest_is_forgotten_after_two_windows() throws Exception {
    Timer timer = meters.timer("aether.wait", "how long");
    record(timer, millis(700));
    assertThat(lines()).contains("aether_wait_seconds_max 0.7");
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(lines()).contains("aether_wait_seconds_max 0.7");
    record(timer, millis(20));
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(lines()).contains("aether_wait_seconds_max 0.02");
  }

  @Test
  void a_series_is_there_once_somebody_has_asked_for_it() throws Exception {
    Family<Counter> ends = meters.counters("aether.ends", "how", "status", "cache");
    assertThat(lines()).noneMatch(line -> line.startsWith("aether_ends"));
    var tally = new Tally(Example.Maker.NONE);
    tally.add(ends.of("failed", "none"), 2);
    tally.add(ends.of("failed", "none"), 0.5);
    tally.add(ends.of("failed", "none"), -1);
    tally.handOver();
    assertThat(lines())
        .filteredOn(line -> line.startsWith("aether_ends"))
        .containsExactly("aether_ends_total{cache=\"none\",status=\"failed\"} 2.5");
  }

  @Test
  void a_recorded_trace_is_an_example_of_what_it_added_to() throws Exception {
    var trace = new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true);
    var unrecorded = new TraceContext(trace.traceId(), trace.spanId(), false);
    Timer timer = meters.timer("aether.wait", "how long");
    var recorded = new Tally(Example.Maker.in(Optional.of(trace), () -> 1_500));
    recorded.record(timer, millis(3));
    recorded.increment(meters.counter("aether.ends", "how"));
    recorded.handOver();
    var other = new Tally(Example.Maker.in(Optional.of(unrecorded), () -> 1_500));
    other.record(timer, millis(30));
    other.handOver();
    String example =
        " # {span_id=\"b7ad6b7169203331\",trace_id=\"0af7651916cd43dd8448eb211c80319c\"} ";
    assertThat(lines())
        .contains(
            "aether_wait_seconds_bucket{le=\"0.005\"} 1" + example + "0.003 1.500",
            "aether_wait_seconds_bucket{le=\"0.05\"} 2",
            "aether_ends_total 1.0" + example + "1.0 1.500");
  }

  @Test
  void what_is_added_shows_once_it_is_handed_over_and_only_once() throws Exception {
    Counter ends = meters.counter("aether.ends", "how");
    Timer timer = meters.timer("aether.wait", "how long");
    var tally = new Tally(Example.Maker.NONE);
    for (int i = 0; i < 3; i++) {
      tally.increment(ends);
      tally.record(timer, millis(2));
    }
    assertThat(lines()).contains("aether_ends_total 0.0", "aether_wait_seconds_count 0");
    tally.handOver();
    tally.handOver();
    assertThat(lines())
        .contains(
            "aether_ends_total 3.0",
            "aether_wait_seconds_count 3",
            "aether_wait_seconds_sum 0.006",
            "aether_wait_seconds_max 0.002");
    tally.record(timer, millis(1));
    tally.handOver();
    assertThat(lines()).contains("aether_wait_seconds_count 4", "aether_wait_seconds_sum 0.007");
  }
}
