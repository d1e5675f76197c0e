package dev.aether.cache.semantic;

/// Says whether two answers say the same: where labels come from.
///
/// @param <A> an answer
@FunctionalInterface
public interface AnswerComparison<A> {

  /// Compares a remembered answer with a fresh one. May embed text, so it is never called under a
  /// lock.
  Verdict compare(A known, A fresh) throws InterruptedException;

  /// The outcome.
  enum Verdict {
    /// Either may be served for the other.
    SAME,
    /// Serving one for the other would be an error.
    DIFFERENT,
    /// Too close to call: no label.
    UNCLEAR
  }
}
