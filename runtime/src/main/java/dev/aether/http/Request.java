package dev.aether.http;

import dev.aether.caller.Caller;
import dev.aether.llm.TraceContext;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// A request as handlers see it, whatever server library stands behind it.
///
/// @param id the caller's `X-Request-Id`, or a new one
/// @param parameters the parts of the path that a route names
/// @param query the first value of each query parameter
/// @param caller on whose behalf; nobody, until the gate has identified it
/// @param header a request header by name
/// @param body what the caller sends
record Request(
    String id,
    String method,
    String path,
    Map<String, String> parameters,
    Map<String, String> query,
    Caller caller,
    Function<String, Optional<String>> header,
    Supplier<InputStream> body) {

  Request with(Map<String, String> named) {
    return new Request(id, method, path, named, query, caller, header, body);
  }

  Request as(Caller identified) {
    return new Request(id, method, path, parameters, query, identified, header, body);
  }

  /// The work that it is a part of, if it says so.
  Optional<TraceContext> trace() {
    return header.apply("traceparent").flatMap(TraceContext::parse);
  }

  /// Whether it may change something.
  boolean changes() {
    return !method.equals("GET") && !method.equals("HEAD") && !method.equals("OPTIONS");
  }

  /// Whether a query parameter says yes: `true`, `1`, or just its name.
  boolean flag(String name) {
    String value = query.get(name);
    return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
  }

  /// Whether the caller prefers JSON to plain text: its `Accept` header names it.
  boolean wantsJson() {
    return header.apply("Accept").orElse("").contains("json");
  }
}
