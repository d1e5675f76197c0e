package dev.aether.cache.semantic;

import java.util.OptionalInt;

/// Turns a text into a vector, so that texts which mean much the same lie close together.
///
/// Implementations may be called from any number of threads at once. Vectors of different embedders
/// cannot be compared: what is remembered is remembered together with [#id()].
public interface Embedder {

  /// Names the model and everything that changes its vectors, such as `"all-minilm-l6-v2-q"`. Equal
  /// ids mean vectors that can be compared.
  String id();

  /// How many numbers a vector has.
  int dimensions();

  /// The vector of a text, of length 1 (its squares sum to 1), owned by the caller. Text beyond
  /// what the model can read is cut off, see [#tokens(String)].
  ///
  /// @throws EmbeddingException if no vector can be had
  /// @throws InterruptedException if the caller was cancelled
  float[] embed(String text) throws InterruptedException;

  /// How many tokens a text has, or nothing if only the model's operator could count them. A text
  /// of more tokens than the semantic cache takes (256) should not be looked up at all.
  OptionalInt tokens(String text);
}
