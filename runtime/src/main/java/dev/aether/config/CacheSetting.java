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
          "134217728",
          Type.BYTES,
          "memory that the answers of the exact cache take together, in bytes")),
  CACHE_TTL_SECS(
      new Definition(
          "cache.ttl_secs",
          "AETHER_CACHE_TTL_SECS",
          "",
          Type.OPTIONAL_POSITIVE,
          "how long a cached answer may be used, in seconds; without limit if empty")),
  CACHE_STORE(
      new Definition(
          "cache.store",
          "AETHER_CACHE_STORE",
          "memory",
          Type.CACHE_STORE,
          "memory, or the redis:// address where all servers share the answers of the exact"
              + " cache")),
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
          "questions that the semantic cache remembers, in 256 MiB at most")),
  EMBEDDER(
      new Definition(
          "cache.embedder",
          "AETHER_CACHE_EMBEDDER",
          "local",
          Type.TEXT,
          "who makes vectors of questions: local (this process), a provider's name, or the address"
              + " of a server with OpenAI's embeddings interface")),
  EMBEDDER_MODEL(
      new Definition(
          "cache.embedder_model",
          "AETHER_CACHE_EMBEDDER_MODEL",
          "text-embedding-3-small",
          Type.TEXT,
          "the model for that, unless it is local")),
  EMBEDDER_DIMENSIONS(
      new Definition(
          "cache.embedder_dimensions",
          "AETHER_CACHE_EMBEDDER_DIMENSIONS",
          "512",
          Type.POSITIVE,
          "numbers of its vectors, unless it is local")),
  EMBEDDER_KEY(
      new Definition(
          "cache.embedder_key",
          "AETHER_CACHE_EMBEDDER_KEY",
          "",
          Type.SECRET,
          "the key for an address; a provider's own key is used for its name"));

  private final Definition definition;

  CacheSetting(Definition definition) {
    this.definition = definition;
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
