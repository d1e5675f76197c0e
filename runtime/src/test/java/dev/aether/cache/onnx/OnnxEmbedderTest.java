package dev.aether.cache.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aether.cache.semantic.AnswerComparison.Verdict;
import dev.aether.cache.semantic.Embedder;
import dev.aether.cache.semantic.EmbedderContract;
import dev.aether.cache.semantic.Limits;
import dev.aether.cache.semantic.Lookup;
import dev.aether.cache.semantic.Lookup.Hit;
import dev.aether.cache.semantic.Lookup.Miss;
import dev.aether.cache.semantic.Namespace;
import dev.aether.cache.semantic.SemanticMemory;
import dev.aether.cache.semantic.SemanticText;
import dev.aether.json.JsonText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class OnnxEmbedderTest extends EmbedderContract {
  static final OnnxEmbedder EMBEDDER = new OnnxEmbedder(JsonText.JSON, 2);

  @Override
  protected Embedder embedder() {
    return EMBEDDER;
  }

  @AfterAll
  static void close() {
    EMBEDDER.close();
  }

  static double cosine(String a, String b) throws InterruptedException {
    float[] x = EMBEDDER.embed(a);
    float[] y = EMBEDDER.embed(b);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  @Test
  void vectors_have_length_one_and_do_not_depend_on_case() throws Exception {
    assertThat(EMBEDDER.embed("Hello there")).hasSize(EMBEDDER.dimensions());
    assertThat(cosine("Hello there", "hello THERE")).isCloseTo(1, within(1e-4));
  }

  @Test
  void what_means_the_same_lies_close() throws Exception {
    double near =
        cosine("How do I reset my password?", "I forgot my password, how to get a new one");
    double far = cosine("How do I reset my password?", "What should I feed my rabbit?");
    assertThat(near).isGreaterThan(0.6);
    assertThat(far).isLessThan(0.3);
  }

  @Test
  void tokens_are_counted_without_the_marks_around_them() {
    assertThat(EMBEDDER.tokens("hello, world")).hasValue(3);
    assertThat(EMBEDDER.tokens("")).hasValue(0);
    assertThat(EMBEDDER.tokens("word ".repeat(700))).hasValue(700);
  }

  @Test
  void a_text_beyond_the_limit_is_cut_off() throws Exception {
    assertThat(cosine("word ".repeat(254), "word ".repeat(900))).isCloseTo(1, within(1e-4));
  }

  @Test
  void a_paraphrase_is_served_from_the_first_day_and_a_trap_is_not() throws Exception {
    var memory =
        new SemanticMemory<String>(
            EMBEDDER,
            (known, fresh) -> known.equals(fresh) ? Verdict.SAME : Verdict.DIFFERENT,
            String::length,
            Limits.DEFAULT,
            InstantSource.system(),
            new SplittableRandom(1));
    var here = Namespace.of("here");
    var question = new SemanticText("How do I fix a leaking tap?");
    Lookup<String> first = memory.lookup(here, question, 0.01);
    assertThat(first).isInstanceOf(Miss.class);
    memory.learn((Miss<String>) first, "washer", Duration.ofHours(1));
    var paraphrase = new SemanticText("What's the way to repair a leaking tap?");
    assertThat(memory.lookup(here, paraphrase, 0.01)).isInstanceOf(Hit.class);
    var trap = new SemanticText("How do I fix two leaking taps?");
    assertThat(memory.lookup(here, trap, 0.01)).isInstanceOf(Miss.class);
  }
}
