package dev.aether;

import dev.aether.cache.SemanticCache;
import dev.aether.cache.onnx.OnnxEmbedder;
import dev.aether.cache.semantic.Embedder;
import dev.aether.cache.semantic.Limits;
import dev.aether.config.CacheSettings;
import dev.aether.config.SemanticSettings;
import dev.aether.engine.SemanticMode;
import dev.aether.json.JsonText;
import dev.aether.llm.LlmClient;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;

/// Puts the semantic cache together, where it is wanted.
final class SemanticWiring implements AutoCloseable {
  private static final int AUDITS_AT_ONCE = 4;

  private final SemanticMode mode;
  private final Optional<SemanticCache> cache;
  private final LlmClient client;
  private final AutoCloseable embedder;

  /// @param next who is asked for what is not remembered
  SemanticWiring(SemanticSettings settings, CacheSettings caches, LlmClient next) {
    this.mode =
        switch (settings.mode()) {
          case "opt-in" -> SemanticMode.OPT_IN;
          case "on" -> SemanticMode.ON;
          default -> SemanticMode.OFF;
        };
    if (mode == SemanticMode.OFF) {
      this.cache = Optional.empty();
      this.client = next;
      this.embedder = () -> {};
      return;
    }
    var onnx = new OnnxEmbedder(JsonText.JSON);
    this.embedder = onnx;
    var made = cache(settings, caches, onnx, next);
    this.cache = Optional.of(made);
    this.client = made;
  }

  private static SemanticCache cache(
      SemanticSettings settings, CacheSettings caches, Embedder embedder, LlmClient next) {
    Limits usual = Limits.DEFAULT;
    return new SemanticCache(
        next,
        new SemanticCache.Settings(
            new Limits(settings.maxEntries(), usual.bytes(), usual.learnings(), usual.tokens()),
            caches.timeToLive(),
            AUDITS_AT_ONCE),
        new SemanticCache.Tools(
            embedder,
            JsonText.JSON,
            InstantSource.system(),
            new SplittableRandom(),
            Executors.newVirtualThreadPerTaskExecutor()));
  }

  /// Which nodes may be answered by meaning.
  SemanticMode mode() {
    return mode;
  }

  /// The cache; none if no node may.
  Optional<SemanticCache> cache() {
    return cache;
  }

  /// The next layer, with the cache around it if there is one.
  LlmClient client() {
    return client;
  }

  @Override
  public void close() {
    cache.ifPresent(SemanticCache::close);
    try {
      embedder.close();
    } catch (Exception ignored) {
      // nobody is left to be told
    }
  }
}
