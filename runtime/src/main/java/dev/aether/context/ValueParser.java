package dev.aether.context;

import java.util.Optional;

/// Reads JSON text that a model or a node put out. The inner packages ask for one, so that they
/// need no JSON library.
@FunctionalInterface
public interface ValueParser {

  /// The value that the text denotes; empty if the text is not one JSON document.
  Optional<Value> parse(String text);
}
