package dev.aether.config;

/// Where contexts are stored, and how many.
///
/// @param store `memory`, `file:DIR` or the address of a Redis or a PostgreSQL
/// @param maxEntries of a tenant
/// @param maxBytes of one context
public record ContextSettings(String store, int maxEntries, long maxBytes) {
  static ContextSettings of(Settings settings) {
    return new ContextSettings(
        settings.text(ContextSetting.CONTEXT_STORE),
        settings.number(ContextSetting.CONTEXT_MAX_ENTRIES),
        Long.parseLong(settings.text(ContextSetting.CONTEXT_MAX_BYTES)));
  }
}
