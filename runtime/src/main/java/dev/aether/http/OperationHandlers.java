package dev.aether.http;

import dev.aether.cache.CacheLayer;
import dev.aether.cache.CacheStats;
import dev.aether.context.Members;
import dev.aether.execution.Executions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;

/// What operators and their machines ask for: health, metrics, caches, and the pages of problems.
final class OperationHandlers {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final String version;
  private final Instant startedAt;
  private final InstantSource clock;
  private final Executions executions;
  private final List<CacheLayer> caches;
  private final List<String> providers;
  private final UnaryOperator<String> scrape;

  OperationHandlers(
      String version,
      InstantSource clock,
      Executions executions,
      List<CacheLayer> caches,
      List<String> providers,
      UnaryOperator<String> scrape) {
    this.version = version;
    this.startedAt = clock.instant();
    this.clock = clock;
    this.executions = executions;
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

  Response ready() throws ProblemException {
    if (executions.admission().isDraining()) {
      throw new ProblemException(Problems.of(new Executions.Draining()));
    }
    return Response.text("OK");
  }

  Response metrics(Request request) {
    String type =
        request.header().apply("Accept").orElse("").contains("openmetrics")
            ? OPEN_METRICS
            : PROMETHEUS;
    return Response.of(200, type, scrape.apply(type).getBytes(StandardCharsets.UTF_8));
  }

  /// What the caches did for the caller's tenant; nobody sees another's.
  Response cacheStats(Request request) {
    String tenant = request.caller().tenant();
    CacheStats all = CacheStats.NONE;
    var layers = new Members();
    for (CacheLayer cache : caches) {
      CacheStats stats = cache.stats(tenant);
      all = all.plus(stats);
      layers.put(cache.name(), members(stats).end());
    }
    return Response.json(200, members(all).put("layers", layers.end()).end());
  }

  static Members members(CacheStats stats) {
    return new Members()
        .put("entries", stats.entries())
        .put("hits", stats.hits())
        .put("misses", stats.misses())
        .put("hit_rate", stats.hitRate())
        .put("tokens_saved", stats.tokensSaved())
        .put("evictions", stats.evictions());
  }

  /// Forgets the answers of the caller's tenant.
  Response clearCaches(Request request) {
    String tenant = request.caller().tenant();
    long gone = caches.stream().mapToLong(cache -> cache.clear(tenant)).sum();
    return Response.json(200, new Members().put("cleared", gone).end());
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
