package dev.aether.cache.semantic;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Embeds a text as the sum of a random direction for each of its words: texts that share words lie
/// close, whatever their order.
public final class FakeEmbedder implements Embedder {
  static final int DIMENSIONS = 128;

  public final AtomicInteger calls = new AtomicInteger();
  public final AtomicBoolean broken = new AtomicBoolean();
  private final String id;

  public FakeEmbedder() {
    this("fake");
  }

  public FakeEmbedder(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }

  @Override
  public float[] embed(String text) {
    calls.incrementAndGet();
    if (broken.get()) {
      throw new EmbeddingException("broken", new IllegalStateException());
    }
    float[] sum = new float[DIMENSIONS];
    for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
      if (word.isEmpty()) {
        continue;
      }
      var direction = new SplittableRandom(word.hashCode() * 7919L);
      for (int i = 0; i < DIMENSIONS; i++) {
        sum[i] += (float) direction.nextGaussian();
      }
    }
    return sum;
  }

  @Override
  public OptionalInt tokens(String text) {
    return OptionalInt.of(text.split("\\s+", -1).length);
  }
}
