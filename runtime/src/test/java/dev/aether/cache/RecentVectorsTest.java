package dev.aether.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.cache.semantic.EmbeddingException;
import dev.aether.cache.semantic.FakeEmbedder;
import org.junit.jupiter.api.Test;

class RecentVectorsTest {
  final FakeEmbedder real = new FakeEmbedder();
  final RecentVectors recent = new RecentVectors(real);

  @Test
  void a_text_is_embedded_once_and_its_vector_is_each_callers_own() throws Exception {
    float[] first = recent.embed("a text");
    float[] second = recent.embed("a text");
    assertThat(second).isEqualTo(first);
    second[0] = 17;
    assertThat(recent.embed("a text")).isEqualTo(first);
    recent.embed("another text");
    assertThat(real.calls.get()).isEqualTo(2);
  }

  @Test
  void a_failure_is_not_remembered() throws Exception {
    real.broken.set(true);
    assertThatThrownBy(() -> recent.embed("a text")).isInstanceOf(EmbeddingException.class);
    real.broken.set(false);
    assertThat(recent.embed("a text")).hasSize(recent.dimensions());
  }
}
