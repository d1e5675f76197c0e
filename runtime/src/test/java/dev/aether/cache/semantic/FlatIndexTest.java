package dev.aether.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.cache.semantic.FlatIndex.Neighbour;
import dev.aether.cache.semantic.FlatIndex.Slot;
import dev.aether.testing.Gen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FlatIndexTest {
  static final int DIMENSIONS = 384;

  /// A vector near one of some centres, as the vectors of texts are.
  static float[] vector(SplittableRandom random, int centres) {
    var centre = new SplittableRandom(random.nextInt(centres));
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = (float) (centre.nextGaussian() + 0.7 * random.nextGaussian());
    }
    return vector;
  }

  static double exact(float[] a, float[] b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squaresA * squaresB);
  }

  @Test
  void the_nearest_is_found_99_times_of_100() {
    var random = new SplittableRandom(1);
    var index = new FlatIndex(DIMENSIONS);
    List<float[]> all = new ArrayList<>();
    for (int id = 1; id <= 10_000; id++) {
      float[] vector = vector(random, 300);
      all.add(vector);
      index.insert(id, Codes.bytes(vector));
    }
    int found = 0;
    for (int asked = 0; asked < 300; asked++) {
      float[] question = vector(random, 300);
      int best = 0;
      for (int i = 1; i < all.size(); i++) {
        best = exact(question, all.get(i)) > exact(question, all.get(best)) ? i : best;
      }
      Neighbour nearest = index.nearest(Codes.bytes(question), 1).getFirst();
      boolean asGood =
          exact(question, all.get((int) nearest.id() - 1))
              >= exact(question, all.get(best)) - 0.001; // a tie within the bytes' precision
      found += asGood ? 1 : 0;
      assertThat(nearest.similarity())
          .isCloseTo(
              exact(question, all.get((int) nearest.id() - 1)),
              org.assertj.core.data.Offset.offset(0.01));
    }
    assertThat(found / 300.0).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void inserts_and_deletes_are_visible_at_once() {
    Gen.forAll(
        30,
        gen -> {
          var random = new SplittableRandom(gen.below(1_000_000));
          var index = new FlatIndex(DIMENSIONS);
          Map<Long, Slot> slots = new HashMap<>();
          Map<Long, byte[]> model = new HashMap<>();
          for (long id = 1; id <= 60; id++) {
            byte[] vector = Codes.bytes(vector(random, 1_000));
            model.put(id, vector);
            slots.put(id, index.insert(id, vector));
            if (gen.chance(0.4)) {
              long victim = List.copyOf(model.keySet()).get(gen.below(model.size()));
              index.delete(Objects.requireNonNull(slots.get(victim)));
              model.remove(victim);
            }
            List<Neighbour> all = index.nearest(vector, 64);
            assertThat(all)
                .extracting(Neighbour::id)
                .containsExactlyInAnyOrderElementsOf(model.keySet());
            assertThat(all)
                .isSortedAccordingTo((a, b) -> Double.compare(b.similarity(), a.similarity()));
          }
          model.forEach((id, vector) ->
              assertThat(index.vector(Objects.requireNonNull(slots.get(id)))).isEqualTo(vector));
        });
  }

  @Test
  void a_reused_slot_never_shows_a_vector_under_another_id() throws Exception {
    var index = new FlatIndex(DIMENSIONS);
    byte[][] two = {
      Codes.bytes(vector(new SplittableRandom(1), 5)),
      Codes.bytes(vector(new SplittableRandom(2), 5))
    };
    var done = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var reader =
          threads.submit(
              (Callable<Integer>)
                  () -> {
                    int seen = 0;
                    while (!done.get()) {
                      for (Neighbour one : index.nearest(two[0], 8)) {
                        boolean isFirst = one.id() % 2 == 0; // even ids carry the first vector
                        assertThat(one.similarity() > 0.999).isEqualTo(isFirst);
                        seen++;
                      }
                    }
                    return seen;
                  });
      for (long id = 1; id <= 50_000; id++) {
        index.delete(index.insert(id, two[(int) (id % 2)]));
      }
      done.set(true);
      assertThat(reader.get()).isNotNegative();
    }
  }

  @Test
  void a_vector_of_another_size_is_refused() {
    assertThatThrownBy(() -> new FlatIndex(DIMENSIONS).insert(1, new byte[5]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
