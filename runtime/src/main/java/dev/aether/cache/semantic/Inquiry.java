package dev.aether.cache.semantic;

import java.util.Optional;

/// A question that was looked up, with what was found on the way: needed again when the provider
/// has answered. Opaque and immutable; holds the question's text and some hundred bytes.
///
/// @param <A> an answer
public final class Inquiry<A> {
  private final Namespace namespace;
  private final double maxErrorRate;
  private final String text;
  private final byte[] vector;
  private final Optional<Candidate<A>> candidate;

  /// The entry that lay nearest.
  ///
  /// @param vetoed whether it was refused by a veto, so that a label says nothing of the evidence
  record Candidate<A>(Entry<A> entry, Evidence evidence, double probability, boolean vetoed) {}

  Inquiry(
      Namespace namespace,
      double maxErrorRate,
      String text,
      byte[] vector,
      Optional<Candidate<A>> candidate) {
    this.namespace = namespace;
    this.maxErrorRate = maxErrorRate;
    this.text = text;
    this.vector = vector;
    this.candidate = candidate;
  }

  /// The same question with what lay nearest.
  Inquiry<A> near(Entry<A> entry, Evidence evidence, double probability, boolean vetoed) {
    return new Inquiry<>(
        namespace,
        maxErrorRate,
        text,
        vector,
        Optional.of(new Candidate<>(entry, evidence, probability, vetoed)));
  }

  Namespace namespace() {
    return namespace;
  }

  double maxErrorRate() {
    return maxErrorRate;
  }

  String text() {
    return text;
  }

  /// Not copied: whoever gets it must not change it.
  byte[] vector() {
    return vector;
  }

  Optional<Candidate<A>> candidate() {
    return candidate;
  }
}
