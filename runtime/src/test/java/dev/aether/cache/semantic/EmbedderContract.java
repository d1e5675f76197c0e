package dev.aether.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every embedder promises.
@Timeout(60)
public abstract class EmbedderContract {
  /// The embedder to be tested.
  protected abstract Embedder embedder();

  private static double cosine(float[] x, float[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  @Test
  void a_vector_has_its_dimensions_and_length_one() throws Exception {
    float[] vector = embedder().embed("How do I reset my password?");
    assertThat(vector).hasSize(embedder().dimensions());
    assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-4));
  }

  @Test
  void the_same_text_has_the_same_vector_and_a_near_one_lies_nearer() throws Exception {
    float[] asked = embedder().embed("How do I reset my password?");
    assertThat(cosine(asked, embedder().embed("How do I reset my password?")))
        .isCloseTo(1, within(1e-4));
    assertThat(cosine(asked, embedder().embed("How can I reset my password?")))
        .isGreaterThan(0.2 + cosine(asked, embedder().embed("What does a rabbit eat at night?")));
  }

  @Test
  void a_vector_is_its_callers_own() throws Exception {
    float[] mine = embedder().embed("a text");
    mine[0] = 17;
    assertThat(embedder().embed("a text")[0]).isLessThanOrEqualTo(1);
  }

  @Test
  void many_threads_may_ask_at_once() throws Exception {
    float[] alone = embedder().embed("one of many");
    List<Future<float[]>> all = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 32; i++) {
        all.add(threads.submit(() -> embedder().embed("one of many")));
      }
      for (Future<float[]> one : all) {
        assertThat(cosine(alone, one.get())).isCloseTo(1, within(1e-4));
      }
    }
  }

  @Test
  void long_texts_have_more_tokens_than_the_cache_takes() {
    assertThat(embedder().tokens("hello there").orElse(2)).isBetween(1, 4);
    assertThat(embedder().tokens("word ".repeat(400)).orElse(400)).isGreaterThanOrEqualTo(400);
  }

  @Test
  void its_name_says_more_than_nothing() {
    assertThat(embedder().id()).isNotBlank();
  }
}
