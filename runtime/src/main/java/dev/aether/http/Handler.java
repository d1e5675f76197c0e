package dev.aether.http;

/// Answers the requests of one route.
@FunctionalInterface
interface Handler {
  /// Answers one request, on the request's own thread.
  ///
  /// @throws ProblemException if it is not answered as asked
  Response handle(Request request) throws InterruptedException, ProblemException;

  /// The same for a route whose `{id}` is an execution: what is wrong is said to be wrong with it.
  static Handler ofExecution(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (ProblemException refused) {
        String id = request.parameters().getOrDefault("id", "");
        throw new ProblemException(refused.problem().ofExecution(id));
      }
    };
  }
}
