package dev.aether.config;

/// Settings of the caches.
@SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
public enum CacheSetting implements Setting {
  CACHE_MAX_ENTRIES(
      new Definition(
          "cache.max_entries",
          "AETHER_CACHE_MAX_ENTRIES",
          "1000",
          Type.COUNT,
          "answers that the exact cache keeps; 0 keeps none")),
  CACHE_MAX_BYTES(
      new Definition(
          "cache.max_bytes",
          "AETHER_CACHE_MAX_BYTES",
          "268435456",
          Type.BYTES,
          "memory that the answers of the exact cache take together, in bytes")),
  CACHE_TTL_SECS(
      new Definition(
          "cache.ttl_secs",
          "AETHER_CACHE_TTL_SECS",
          "",
          Type.OPTIONAL_POSITIVE,
          "how long a cached answer may be used, in seconds; without limit if empty")),
  SEMANTIC(
      new Definition(
          "cache.semantic",
          "AETHER_CACHE_SEMANTIC",
          "off",
          Type.SEMANTIC,
          "who may be answered from requests of the same meaning: off (nobody), opt-in (nodes whose"
              + " cache.mode is semantic), on (all that do not say exact or off)")),
  SEMANTIC_MAX_ENTRIES(
      new Definition(
          "cache.semantic_max_entries",
          "AETHER_CACHE_SEMANTIC_MAX_ENTRIES",
          "100000",
          Type.POSITIVE,
          "questions that the semantic cache remembers, in 256 MiB at most"));

  private final Definition definition;

  CacheSetting(Definition definition) {
    this.definition = definition;
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
