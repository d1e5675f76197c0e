package dev.aether.http;

import dev.aether.cache.CacheLayer;
import dev.aether.context.ContextStore;
import dev.aether.context.Members;
import dev.aether.execution.Executions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What operators and their machines ask for: health, metrics, and the pages of problems.
final class OperationHandlers {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final String version;
  private final Instant startedAt;
  private final InstantSource clock;
  private final Executions executions;
  private final ContextStore contexts;
  private final List<CacheLayer> caches;
  private final List<String> providers;
  private final UnaryOperator<String> scrape;

  OperationHandlers(
      String version,
      InstantSource clock,
      Executions executions,
      ContextStore contexts,
      List<CacheLayer> caches,
      List<String> providers,
      UnaryOperator<String> scrape) {
    this.version = version;
    this.startedAt = clock.instant();
    this.clock = clock;
    this.executions = executions;
    this.contexts = contexts;
    this.caches = caches;
    this.providers = providers;
    this.scrape = scrape;
  }

  Response health(Request request) {
    if (!request.wantsJson()) {
      return Response.text("OK");
    }
    var known = new Members();
    providers.forEach(name -> known.put(name, "configured"));
    return Response.json(
        200,
        new Members()
            .put("status", "ok")
            .put("version", version)
            .put("uptime_seconds", Duration.between(startedAt, clock.instant()).toSeconds())
            .put("providers", known.end())
            .end());
  }

  /// A cache that cannot be reached is named, and no reason to take the server out of service: it
  /// answers all the same.
  Response ready() throws ProblemException {
    if (executions.admission().isDraining()) {
      throw new ProblemException(Problems.of(new Executions.Draining()));
    }
    if (executions.trouble().isPresent()) {
      throw new ProblemException(
          Problem.of(ProblemType.STORE_UNAVAILABLE, "the store of executions cannot be written")
              .after(Duration.ofSeconds(5)));
    }
    Optional<String> trouble = contexts.trouble();
    if (trouble.isPresent()) {
      throw new ProblemException(
          Problem.of(ProblemType.NOT_READY, "the store of contexts: " + trouble.get())
              .after(Duration.ofSeconds(5)));
    }
    List<String> troubles = caches.stream().flatMap(cache -> cache.trouble().stream()).toList();
    return Response.text(
        troubles.isEmpty() ? "OK" : "OK, without a shared cache: " + String.join("; ", troubles));
  }

  Response metrics(Request request) {
    String type =
        request.header().apply("Accept").orElse("").contains("openmetrics")
            ? OPEN_METRICS
            : PROMETHEUS;
    return Response.of(200, type, scrape.apply(type).getBytes(StandardCharsets.UTF_8));
  }

  static Response problemPage(Request request) throws ProblemException {
    ProblemType type =
        ProblemType.of(request.parameters().getOrDefault("code", ""))
            .orElseThrow(() ->
                new ProblemException(
                    Problem.of(ProblemType.NOT_FOUND, "there is no such kind of problem")));
    String page =
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>%1$s</title>
        <h1>%2$s</h1>
        <p><code>%1$s</code>, HTTP status %3$d</p>
        <p>%4$s</p>
        </html>
        """
            .formatted(type.code(), type.title(), type.status(), type.text());
    return Response.of(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
  }
}
