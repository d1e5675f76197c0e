package dev.aether.cache.semantic;

/// Where a question belongs. Entries are found from their own namespace only: there is no way from
/// one to another, whatever the vectors say.
///
/// @param owner who may list, correct and clear: the tenant. Nothing that is learnt crosses it
///   either
/// @param entries a hash of everything that must be equal for an answer to be shared: tenant,
///   provider, model, parameters, output schema, system prompt, the template without its semantic
///   placeholders, every other value, sensitivity; opaque here
/// @param learning names what the labels are about, usually a hash of tenant and template: all
///   namespaces of one name share a posterior, a budget and a cut, never an entry. Since no label
///   crosses it, one tenant cannot spoil another's judgement
public record Namespace(String owner, String entries, String learning) {
  /// Refuses a namespace without a name.
  public Namespace {
    if (entries.isBlank() || learning.isBlank()) {
      throw new IllegalArgumentException("a namespace needs both names");
    }
  }

  /// A namespace of the only owner there is.
  public Namespace(String entries, String learning) {
    this("", entries, learning);
  }

  /// A namespace that learns alone.
  public static Namespace of(String entries) {
    return new Namespace(entries, entries);
  }
}
