package dev.aether.http;

import dev.aether.cache.CacheLayer;
import dev.aether.config.Settings.ServerSettings;
import dev.aether.execution.Executions;
import dev.aether.execution.RequestReader;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The interface of the runtime over HTTP: every route and who answers it.
public final class HttpApi {
  private final ServerSettings settings;
  private final Supplier<String> requestIds;
  private final Routes routes = new Routes();

  /// @param version of the runtime
  /// @param requestIds names requests that bring no id
  /// @param providers that are configured, by name
  /// @param scrape gives the metrics in the content type it is asked for
  public HttpApi(
      ServerSettings settings,
      String version,
      InstantSource clock,
      Supplier<String> requestIds,
      RequestReader reader,
      Executions executions,
      List<CacheLayer> caches,
      List<String> providers,
      UnaryOperator<String> scrape) {
    this.settings = settings;
    this.requestIds = requestIds;
    var bodies = new Bodies(settings.maxBodyBytes());
    routes
        .on("POST", "/execute", new ExecuteHandler(bodies, reader, executions))
        .on("POST", "/v1/validate", new ValidateHandler(bodies, reader));
    new ExecutionHandlers(bodies, reader, executions, new IdempotencyKeys(clock)).addTo(routes);
    new OperationHandlers(version, clock, executions, caches, providers, scrape).addTo(routes);
  }

  /// Every route, as `METHOD path`.
  public List<String> routes() {
    return routes.list();
  }

  /// A server for it, which does not listen yet.
  public HttpServer server() {
    return new HttpServer(settings, routes, requestIds);
  }
}
