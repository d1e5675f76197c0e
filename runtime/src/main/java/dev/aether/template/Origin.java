package dev.aether.template;

/// Where a piece of a prompt came from. Security, caching and the console build on it.
public sealed interface Origin {

  /// The flow's author wrote it: template text, a constant, a value that the compiler folded.
  record Author() implements Origin {}

  /// A value of the context.
  ///
  /// @param path as people write it: `user.name`
  record Context(String path) implements Origin {}

  /// The output of another node.
  record Node(String nodeId) implements Origin {}

  /// The one author.
  Origin AUTHOR = new Author();
}
