package dev.aether.http;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.llm.TraceContext;
import java.util.List;
import java.util.Optional;

/// Problems as responses.
final class Answers {
  private Answers() {}

  static Response problem(Problem problem, Request request) {
    return problem(
        problem, request.path(), request.id(), request.trace().map(TraceContext::traceId));
  }

  static Response problem(
      Problem problem, String instance, String requestId, Optional<String> traceId) {
    ProblemType type = problem.type();
    var members =
        new Members()
            .put("type", type.address())
            .put("title", type.title())
            .put("status", type.status())
            .put("detail", problem.detail())
            .put("instance", instance)
            .put("code", type.code())
            .put("execution_id", problem.executionId())
            .put("node_id", problem.nodeId())
            .put("request_id", requestId)
            .put("trace_id", traceId);
    problem.retryAfter().ifPresent(delay -> members.put("retry_after", delay.toSeconds()));
    if (!problem.errors().isEmpty()) {
      members.put("errors", items(problem.errors()));
    }
    Response response =
        Response.of(type.status(), "application/problem+json", Response.bytes(members.end()));
    if (type == ProblemType.REQUEST_TIMEOUT || type == ProblemType.BAD_REQUEST) {
      response = response.with("Connection", "close"); // nobody knows where the next one begins
    }
    return problem.retryAfter().isEmpty()
        ? response
        : response.with(
            "Retry-After", Long.toString(Math.max(1, problem.retryAfter().get().toSeconds())));
  }

  private static Value items(List<Problem.Item> items) {
    return new Value.Arr(
        items.stream()
            .map(item ->
                (Value)
                    new Members()
                        .put("code", item.code())
                        .put("detail", item.detail())
                        .put("pointer", item.pointer())
                        .end())
            .toList());
  }
}
