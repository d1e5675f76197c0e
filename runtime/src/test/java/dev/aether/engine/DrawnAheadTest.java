package dev.aether.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DrawnAheadTest {
  private static final int THREADS = 8;
  private static final int EACH = 5_000;

  @Test
  void no_two_threads_get_the_same_number() {
    var next = new AtomicLong();
    RandomGenerator counting =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return next.getAndIncrement();
          }
        };
    var drawn = new DrawnAhead(counting);
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      for (int thread = 0; thread < THREADS; thread++) {
        threads.execute(() -> {
          for (int i = 0; i < EACH; i++) {
            seen.add(drawn.nextLong());
          }
        });
      }
    }
    assertThat(seen).hasSize(THREADS * EACH).doesNotContainNull();
    assertThat(next.get()).isLessThanOrEqualTo(THREADS * EACH + 16 * 512);
  }
}
