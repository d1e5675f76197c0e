package dev.aether.config;

/// Settings of stored contexts.
@SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
public enum ContextSetting implements Setting {
  CONTEXT_STORE(
      new Definition(
          "context.store",
          "AETHER_CONTEXT_STORE",
          "memory",
          Type.CONTEXT_STORE,
          "where stored contexts are kept: memory, file:DIR, or a redis:// or postgresql:// address that servers share")),
  CONTEXT_MAX_ENTRIES(
      new Definition(
          "context.max_entries",
          "AETHER_CONTEXT_MAX_ENTRIES",
          "1000",
          Type.POSITIVE,
          "contexts that a tenant may store")),
  CONTEXT_MAX_BYTES(
      new Definition(
          "context.max_bytes",
          "AETHER_CONTEXT_MAX_BYTES",
          "1048576",
          Type.BYTES,
          "largest stored context, as compact JSON, in bytes"));

  private final Definition definition;

  ContextSetting(Definition definition) {
    this.definition = definition;
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
