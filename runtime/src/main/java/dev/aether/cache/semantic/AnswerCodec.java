package dev.aether.cache.semantic;

/// Turns answers into bytes and back, for a snapshot.
///
/// @param <A> an answer
public interface AnswerCodec<A> {

  /// The answer's bytes.
  byte[] write(A answer);

  /// The answer that was written.
  ///
  /// @throws IllegalArgumentException if the bytes are not an answer's
  A read(byte[] bytes);
}
