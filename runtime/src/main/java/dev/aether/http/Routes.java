package dev.aether.http;

import dev.aether.caller.Right;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Which handler answers for a method and a path, and what right that needs. A path may name parts:
/// `/problems/{code}`.
final class Routes {
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, Map<String, Route>> fixed = new HashMap<>(); // by path and method

  private final Gate gate;
  private final Cors cors;

  Routes(Gate gate, Cors cors) {
    this.gate = gate;
    this.cors = cors;
  }

  private record Route(
      String method, List<String> pattern, Optional<Right> needed, Handler handler) {
    Optional<Map<String, String>> match(List<String> path) {
      if (path.size() != pattern.size()) {
        return Optional.empty();
      }
      Map<String, String> named = new HashMap<>();
      for (int i = 0; i < path.size(); i++) {
        String part = pattern.get(i);
        if (part.startsWith("{")) {
          named.put(part.substring(1, part.length() - 1), path.get(i));
        } else if (!part.equals(path.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(named);
    }
  }

  /// A route for callers with a right.
  Routes on(String method, String pattern, Right needed, Handler handler) {
    return add(pattern, new Route(method, parts(pattern), Optional.of(needed), handler));
  }

  /// A route for everybody.
  Routes open(String method, String pattern, Handler handler) {
    return add(pattern, new Route(method, parts(pattern), Optional.empty(), handler));
  }

  private Routes add(String pattern, Route route) {
    routes.add(route);
    if (!pattern.contains("{")) {
      fixed.computeIfAbsent(pattern, _ -> new HashMap<>()).putIfAbsent(route.method, route);
    }
    return this;
  }

  private static List<String> parts(String path) {
    return List.of(path.split("/", -1));
  }

  /// All routes as `METHOD pattern`, for documents and their tests.
  List<String> list() {
    return routes.stream().map(r -> r.method + " " + String.join("/", r.pattern)).toList();
  }

  Response handle(Request request) throws InterruptedException, ProblemException {
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    Route only = fixed.getOrDefault(request.path(), Map.of()).get(method);
    if (only != null) {
      return gate.pass(request, only.needed, only.handler);
    }
    List<String> path = parts(request.path());
    Map<String, Route> here = new LinkedHashMap<>();
    Map<String, String> named = Map.of();
    for (Route route : routes) {
      Optional<Map<String, String>> match = route.match(path);
      if (match.isPresent()) {
        here.putIfAbsent(route.method, route);
        named = match.get();
      }
    }
    if (here.isEmpty()) {
      throw new ProblemException(
          Problem.of(ProblemType.NOT_FOUND, "there is nothing at this address"));
    }
    String allowed = String.join(", ", new TreeSet<>(here.keySet()));
    if (cors.asksFirst(request)) {
      return cors.preflight(allowed);
    }
    Route route = here.get(method);
    if (route == null) {
      return Answers.problem(
              Problem.of(
                  ProblemType.METHOD_NOT_ALLOWED,
                  "%s is not allowed here; allowed: %s".formatted(request.method(), allowed)),
              request)
          .with("Allow", allowed);
    }
    return gate.pass(request.with(named), route.needed, route.handler);
  }
}
