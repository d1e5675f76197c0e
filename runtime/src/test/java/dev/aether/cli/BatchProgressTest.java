package dev.aether.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.Report;
import dev.aether.engine.RunOptions;
import dev.aether.testing.Flows;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BatchProgressTest {
  private final AtomicLong nanos = new AtomicLong();
  private final StringWriter err = new StringWriter();

  private BatchProgress progress(boolean terminal, int total, int before, int failed) {
    var out = new PrintWriter(new StringWriter());
    var host = new Host(out, new PrintWriter(err, true), Map.of(), false, terminal, "1");
    return new BatchProgress(host, nanos::get, total, before, failed);
  }

  private static final Report NOTHING =
      new Report(
          "1",
          Flows.plan("{\"nodes\": []}"),
          RunOptions.DEFAULT,
          Instant.EPOCH,
          ExecutionStatus.SUCCEEDED,
          false,
          Duration.ZERO,
          0,
          List.of());

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void a_person_sees_a_bar_with_rate_and_time_left_of_this_run() {
    BatchProgress progress = progress(true, 100, 40, 1);
    pass(Duration.ofSeconds(5));
    for (int i = 0; i < 10; i++) {
      progress.done(NOTHING, i > 0);
    }
    pass(Duration.ofMillis(50));
    progress.tell(); // too soon
    assertThat(err.toString())
        .isEqualTo("\r\u001b[K━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌ 41/100 · 0.2/s · ETA 4:55 · 2 failed");
    pass(Duration.ofMillis(4950));
    progress.tell();
    assertThat(err.toString())
        .endsWith("\r\u001b[K━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌ 50/100 · 1.0/s · ETA 0:50 · 2 failed");
    progress.end();
    assertThat(err.toString()).endsWith("\r\u001b[K50/100 · 1.0/s · 2 failed in 0:10\n");
  }

  @Test
  void elsewhere_a_line_comes_now_and_then() {
    BatchProgress progress = progress(false, 2, 0, 0);
    progress.tell();
    pass(Duration.ofSeconds(9));
    progress.tell();
    assertThat(err.toString()).isEmpty();
    pass(Duration.ofSeconds(1));
    progress.done(NOTHING, true);
    assertThat(err.toString()).isEqualTo("1/2 · 0.1/s · ETA 0:10\n");
    progress.done(NOTHING, true);
    assertThat(err.toString()).hasLineCount(1);
  }
}
