package dev.aether.http;

/// Answers the requests of one route.
@FunctionalInterface
interface Handler {
  /// Answers one request, on the request's own thread.
  ///
  /// @throws ProblemException if it is not answered as asked
  Response handle(Request request) throws InterruptedException, ProblemException;
}
