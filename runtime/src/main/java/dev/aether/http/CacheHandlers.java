package dev.aether.http;

import dev.aether.cache.CacheLayer;
import dev.aether.cache.CacheStats;
import dev.aether.caller.Right;
import dev.aether.context.Members;
import java.util.List;

/// What the caches hold, and how wrong answers get out of them. All of it for the caller's tenant;
/// nobody sees or touches another's.
final class CacheHandlers {
  private final List<CacheLayer> caches;

  CacheHandlers(List<CacheLayer> caches) {
    this.caches = caches;
  }

  void addTo(Routes routes) {
    routes
        .on("GET", "/cache/stats", Right.READ, this::stats)
        .on("POST", "/cache/clear", Right.ADMIN, this::clear)
        .on("DELETE", "/v1/cache/entries/{id}", Right.ADMIN, this::delete)
        .on("POST", "/v1/cache/entries/{id}/wrong", Right.EXECUTE, this::wrong);
  }

  private Response stats(Request request) {
    String tenant = request.caller().tenant();
    CacheStats all = CacheStats.NONE;
    var layers = new Members();
    for (CacheLayer cache : caches) {
      CacheStats stats = cache.stats(tenant);
      if (cache.answers()) {
        all = all.plus(stats);
      }
      layers.put(cache.name(), members(stats).end().overlaidWith(cache.details(tenant)));
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
        .put("evictions", stats.evictions())
        .put("bytes", stats.bytes());
  }

  private Response clear(Request request) {
    String tenant = request.caller().tenant();
    long gone = caches.stream().mapToLong(cache -> cache.clear(tenant)).sum();
    return Response.json(200, new Members().put("cleared", gone).end());
  }

  private Response delete(Request request) throws ProblemException {
    String id = request.parameters().getOrDefault("id", "");
    if (caches.stream().noneMatch(cache -> cache.delete(request.caller().tenant(), id))) {
      throw new ProblemException(
          Problem.of(ProblemType.NOT_FOUND, "there is no cache entry of this id"));
    }
    return Response.empty(204);
  }

  private Response wrong(Request request) throws ProblemException {
    String id = request.parameters().getOrDefault("id", "");
    if (caches.stream().noneMatch(cache -> cache.reportWrong(request.caller().tenant(), id))) {
      throw new ProblemException(
          Problem.of(
              ProblemType.NOT_FOUND,
              "there is no hit on a cache entry of this id that has not been reported"));
    }
    return Response.empty(204);
  }
}
