package dev.aether;

import dev.aether.cache.CacheBounds;
import dev.aether.cache.CacheFiles;
import dev.aether.cache.CacheLayer;
import dev.aether.cache.CachedOnly;
import dev.aether.cache.ExactCache;
import dev.aether.cache.PersistentLayer;
import dev.aether.cache.SemanticCache;
import dev.aether.cache.SharedAnswers;
import dev.aether.cache.redis.RedisAnswers;
import dev.aether.cache.semantic.AnswerCodec;
import dev.aether.config.CacheSettings;
import dev.aether.config.SemanticSettings;
import dev.aether.context.CompactJson;
import dev.aether.engine.SemanticMode;
import dev.aether.json.CompletionJson;
import dev.aether.json.JsonText;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmResult.Completion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Puts the caches together, and where what they know is kept.
final class CacheWiring implements AutoCloseable {
  private static final Duration WRITTEN_EVERY = Duration.ofSeconds(30);

  private final SharedAnswers shared;
  private final ExactCache exact;
  private final SemanticWiring semantic;
  private final Optional<CacheFiles> files;

  /// @param floor who is asked for what no cache has
  /// @param links to where answers are shared
  /// @param directory where caches are kept from one start to the next, if anywhere
  CacheWiring(
      CacheSettings settings,
      SemanticSettings byMeaning,
      ProviderWiring providers,
      LlmClient floor,
      RedisLinks links,
      Optional<Path> directory)
      throws UnusableSettings {
    this.shared =
        settings.sharedAt().isEmpty() ? SharedAnswers.NONE : over(links, settings.sharedAt().get());
    this.semantic = new SemanticWiring(byMeaning, settings, providers, new CachedOnly(floor));
    this.exact =
        new ExactCache(
            semantic.client(),
            new CacheBounds(settings.maxEntries(), settings.maxBytes(), settings.timeToLive()),
            shared,
            System::nanoTime,
            InstantSource.system());
    this.files = directory.isEmpty() ? Optional.empty() : Optional.of(keep(directory.get()));
  }

  private static SharedAnswers over(RedisLinks links, String address) throws UnusableSettings {
    return RedisAnswers.over(
        links.at("cache.store", address), CODEC, () -> UUID.randomUUID().toString());
  }

  private CacheFiles keep(Path directory) throws UnusableSettings {
    List<PersistentLayer> kept = new ArrayList<>(List.of(exact.persistent(CODEC)));
    semantic.cache().ifPresent(cache -> kept.add(cache.persistent(CODEC)));
    try {
      return CacheFiles.keep(directory, kept, WRITTEN_EVERY);
    } catch (IOException unusable) {
      throw new UnusableSettings("cannot keep caches in %s: %s".formatted(directory, unusable));
    }
  }

  /// Answers as JSON, whole.
  private static final AnswerCodec<Completion> CODEC =
      new AnswerCodec<>() {
        @Override
        public byte[] write(Completion answer) {
          return CompactJson.of(CompletionJson.of(answer)).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Completion read(byte[] bytes) {
          return JsonText.JSON.read(bytes) instanceof JsonText.Parsed(var value)
              ? CompletionJson.read(value)
                  .orElseThrow(() -> new IllegalArgumentException("not an answer"))
              : wrong();
        }

        private static Completion wrong() {
          throw new IllegalArgumentException("not JSON");
        }
      };

  /// Answers calls, from a cache if one can.
  LlmClient client() {
    return exact;
  }

  List<CacheLayer> layers() {
    List<CacheLayer> layers = new ArrayList<>(List.of(exact));
    semantic.cache().ifPresent(layers::add);
    return layers;
  }

  /// The cache that answers by meaning, if it is wanted.
  Optional<SemanticCache> semantic() {
    return semantic.cache();
  }

  /// Which nodes may be answered by meaning.
  SemanticMode mode() {
    return semantic.mode();
  }

  @Override
  public void close() {
    semantic.close();
    files.ifPresent(CacheFiles::close);
    shared.close();
  }
}
