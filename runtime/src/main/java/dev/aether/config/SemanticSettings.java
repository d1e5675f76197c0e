package dev.aether.config;

/// What the semantic cache does.
///
/// @param mode `off`, `opt-in` or `on`
/// @param maxEntries questions that it remembers
public record SemanticSettings(String mode, int maxEntries) {
  static SemanticSettings of(Settings settings) {
    return new SemanticSettings(
        settings.text(CacheSetting.SEMANTIC), settings.number(CacheSetting.SEMANTIC_MAX_ENTRIES));
  }
}
