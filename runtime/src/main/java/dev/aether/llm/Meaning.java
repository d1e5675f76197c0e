package dev.aether.llm;

import java.util.List;

/// The part of a request that may be answered as one of the same meaning was, and what has to be
/// equal besides.
///
/// @param text what is compared by meaning: the values of the placeholders that the author named
/// @param identity everything else that the prompt was made of; the rest of the identity is in the
///   request itself
/// @param subject what labels of right and wrong answers are about: the template
/// @param maxErrorRate wrong answers per request that the author accepts, above 0 and below 1
public record Meaning(String text, List<String> identity, String subject, double maxErrorRate) {
  /// Copies the list; refuses rates that accept nothing or everything.
  public Meaning {
    identity = List.copyOf(identity);
    if (!(maxErrorRate > 0 && maxErrorRate < 1)) {
      throw new IllegalArgumentException("maxErrorRate=" + maxErrorRate);
    }
  }
}
