package dev.aether.cache.semantic;

/// No vector can be had: the model is missing or broken, or its endpoint does not answer. A cache
/// treats it as a miss; it never stops a request.
public final class EmbeddingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message what could not be done; never contains the text
  public EmbeddingException(String message, Throwable cause) {
    super(message, cause);
  }
}
