package dev.aether.cache.semantic;

import java.time.Duration;
import java.util.Optional;

/// What the memory says to a question.
///
/// @param <A> an answer; opaque to the memory
public sealed interface Lookup<A> {

  /// A remembered answer that may be served.
  ///
  /// @param entryId names the entry, for a correction
  /// @param similarity cosine of the two questions' vectors, from -1 to 1
  /// @param probability that the answer is right, from 0 to 1
  /// @param age since the answer was stored
  /// @param audit whether to ask the provider as well, in the background, and to hand its answer to
  ///   [SemanticMemory#audited]; that call costs as much as a miss
  record Hit<A>(
      long entryId,
      A answer,
      double similarity,
      double probability,
      Duration age,
      boolean audit,
      Inquiry<A> inquiry)
      implements Lookup<A> {}

  /// Nothing may be served: ask the provider, and hand its answer to [SemanticMemory#learn].
  ///
  /// @param veto why the nearest entry was refused whatever its probability, if it was
  record Miss<A>(Inquiry<A> inquiry, Optional<VetoReason> veto) implements Lookup<A> {}

  /// The question is not one for the semantic cache: ask the provider, there is nothing to learn.
  record Unfit<A>(Reason reason) implements Lookup<A> {}

  /// Why a question was not looked up.
  enum Reason {
    /// There are no words in it.
    EMPTY,
    /// It has more tokens than a vector can stand for.
    TOO_LONG,
    /// The embedder failed.
    NO_VECTOR
  }
}
