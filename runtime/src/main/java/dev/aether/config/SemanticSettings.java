package dev.aether.config;

import java.util.Optional;

/// What the semantic cache does.
///
/// @param mode `off`, `opt-in` or `on`
/// @param maxEntries questions that it remembers
public record SemanticSettings(String mode, int maxEntries, EmbedderSettings embedder) {
  static SemanticSettings of(Settings settings) {
    return new SemanticSettings(
        settings.text(CacheSetting.SEMANTIC),
        settings.number(CacheSetting.SEMANTIC_MAX_ENTRIES),
        new EmbedderSettings(
            settings.text(CacheSetting.EMBEDDER),
            settings.text(CacheSetting.EMBEDDER_MODEL),
            settings.number(CacheSetting.EMBEDDER_DIMENSIONS),
            settings.optional(CacheSetting.EMBEDDER_KEY)));
  }

  /// Who makes vectors of questions.
  ///
  /// @param where [#LOCAL], a provider's name, or the address of a server
  /// @param model the model to ask there
  /// @param dimensions numbers of its vectors
  /// @param key for an address
  public record EmbedderSettings(String where, String model, int dimensions, Optional<String> key) {
    /// In this process.
    public static final String LOCAL = "local";
  }
}
