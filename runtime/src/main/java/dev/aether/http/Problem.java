package dev.aether.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a caller is told when a request is not answered as asked: the document
/// `application/problem+json` of [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457).
///
/// @param detail what happened this time, safe to show to the caller
/// @param retryAfter when to try again
/// @param errors everything that is wrong with a document
/// @param executionId of the execution that it is about
/// @param nodeId of the node that it is about
public record Problem(
    ProblemType type,
    String detail,
    Optional<Duration> retryAfter,
    List<Item> errors,
    Optional<String> executionId,
    Optional<String> nodeId) {
  /// Copies the list.
  public Problem {
    errors = List.copyOf(errors);
  }

  /// One of several errors.
  ///
  /// @param pointer JSON pointer to the place in the request's body
  public record Item(String code, String detail, String pointer) {}

  static Problem of(ProblemType type, String detail) {
    return new Problem(
        type, detail, Optional.empty(), List.of(), Optional.empty(), Optional.empty());
  }

  Problem after(Duration delay) {
    return new Problem(type, detail, Optional.of(delay), errors, executionId, nodeId);
  }

  Problem with(List<Item> items) {
    return new Problem(type, detail, retryAfter, items, executionId, nodeId);
  }

  Problem ofExecution(String id) {
    return new Problem(type, detail, retryAfter, errors, Optional.of(id), nodeId);
  }

  Problem ofNode(String id) {
    return new Problem(type, detail, retryAfter, errors, executionId, Optional.of(id));
  }
}
