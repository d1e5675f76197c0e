package dev.aether.guard;

/// Where a piece of a prompt came from, which decides how closely it is looked at.
public sealed interface Origin {

  /// Written by the author of the workflow: a template's literal text or a system prompt.
  ///
  /// @param part which of the two, as a noun for the reader of a finding
  record Author(String part) implements Origin {}

  /// A value that the request put into the context.
  ///
  /// @param path the placeholder's path, such as `context.ticket.body`
  record Context(String path) implements Origin {}

  /// What another node put out.
  ///
  /// @param nodeId the node that wrote it
  record NodeOutput(String nodeId) implements Origin {}

  /// A whole rendered prompt or system prompt, in which an attack that was split over two values is
  /// joined again.
  record Whole() implements Origin {}

  /// The answer of a model.
  record Answer() implements Origin {}
}
