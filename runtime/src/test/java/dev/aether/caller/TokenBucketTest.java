package dev.aether.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.testing.FakeNanos;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  final FakeNanos clock = new FakeNanos();

  @Test
  void the_whole_limit_may_come_at_once_and_no_more() {
    var bucket = new TokenBucket(3, clock);
    assertThat(bucket.take().left().remaining()).isEqualTo(2);
    assertThat(bucket.take().left().remaining()).isEqualTo(1);
    assertThat(bucket.take().granted()).isTrue();
    TokenBucket.Taking refused = bucket.take();
    assertThat(refused.granted()).isFalse();
    assertThat(refused.left().remaining()).isZero();
    assertThat(refused.left().untilNext()).isEqualTo(Duration.ofSeconds(20));
    assertThat(refused.left().untilFull()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void who_waits_as_long_as_it_is_told_is_granted() {
    var random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      var bucket = new TokenBucket(1 + random.nextInt(500), clock);
      for (int i = 0; i < 600; i++) {
        TokenBucket.Taking taking = bucket.take();
        if (!taking.granted()) {
          clock.pass(taking.left().untilNext().minusNanos(1));
          assertThat(bucket.take().granted()).isFalse();
          clock.pass(Duration.ofNanos(1));
          assertThat(bucket.take().granted()).isTrue();
        }
      }
    }
  }

  @Test
  void in_the_long_run_no_more_than_the_limit_is_granted() {
    var random = new SplittableRandom(8);
    var bucket = new TokenBucket(60, clock);
    int granted = 0;
    long start = clock.getAsLong();
    for (int i = 0; i < 10_000; i++) {
      granted += bucket.take().granted() ? 1 : 0;
      clock.pass(Duration.ofMillis(random.nextInt(500)));
    }
    double minutes = (clock.getAsLong() - start) / 60e9;
    assertThat(granted).isBetween((int) (60 * minutes) - 60, (int) (60 * minutes) + 61);
  }
}
