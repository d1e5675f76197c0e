package dev.aether.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aether.cache.semantic.Embedder;
import java.util.OptionalInt;

/// Remembers the vectors of texts that were embedded lately. Questions that are answered by meaning
/// come again to the letter, and so do the answers that they are compared by; a vector costs
/// milliseconds, or a call to a server.
final class RecentVectors implements Embedder {
  private static final long LIMIT_BYTES = 32L << 20;
  private static final int OVERHEAD_BYTES = 150;

  private final Embedder embedder;
  private final Cache<String, float[]> vectors =
      Caffeine.newBuilder()
          .maximumWeight(LIMIT_BYTES)
          .weigher((String text, float[] vector) ->
              OVERHEAD_BYTES + 2 * text.length() + Float.BYTES * vector.length)
          .executor(Runnable::run)
          .build();

  RecentVectors(Embedder embedder) {
    this.embedder = embedder;
  }

  @Override
  public String id() {
    return embedder.id();
  }

  @Override
  public int dimensions() {
    return embedder.dimensions();
  }

  /// Two threads that need the same vector at once may both have it made.
  @Override
  public float[] embed(String text) throws InterruptedException {
    float[] known = vectors.getIfPresent(text);
    if (known == null) {
      known = embedder.embed(text);
      vectors.put(text, known);
    }
    return known.clone();
  }

  @Override
  public OptionalInt tokens(String text) {
    return embedder.tokens(text);
  }
}
