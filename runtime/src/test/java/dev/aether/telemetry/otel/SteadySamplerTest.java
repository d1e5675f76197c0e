package dev.aether.telemetry.otel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A sampler whose clock stands still until it is moved.
class SteadySamplerTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final SteadySampler sampler = new SteadySampler(3, () -> now);

  /// How many of ten that come at once are recorded.
  private long takenOfTen() {
    return IntStream.range(0, 10).filter(_ -> sampler.take()).count();
  }

  @Test
  void the_first_ones_of_a_seconds_share_are_taken() {
    assertThat(takenOfTen()).isEqualTo(3);
    assertThat(takenOfTen()).isZero();
  }

  @Test
  void the_share_comes_back_with_time_and_does_not_pile_up() {
    takenOfTen();
    now = now.plus(Duration.ofMillis(400));
    assertThat(takenOfTen()).isEqualTo(1);
    now = now.plus(Duration.ofHours(1));
    assertThat(takenOfTen()).isEqualTo(3);
  }

  @Test
  void a_clock_that_is_put_back_does_not_silence_it() {
    takenOfTen();
    now = now.minus(Duration.ofHours(1));
    assertThat(takenOfTen()).isEqualTo(3);
  }
}
