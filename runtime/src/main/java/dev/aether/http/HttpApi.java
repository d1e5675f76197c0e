package dev.aether.http;

import dev.aether.cache.CacheLayer;
import dev.aether.caller.Callers;
import dev.aether.caller.Right;
import dev.aether.config.ContextSettings;
import dev.aether.config.ServerSettings;
import dev.aether.context.ContextStore;
import dev.aether.execution.Executions;
import dev.aether.execution.RequestReader;
import dev.aether.llm.CallStack;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/// The interface of the runtime over HTTP: every route and who answers it.
public final class HttpApi {
  private final ServerSettings settings;
  private final Supplier<String> requestIds;
  private final LongSupplier nanoTime;
  private final Cors cors;
  private final Routes routes;
  private final EventReaders readers = new EventReaders();

  /// @param callers who may call
  /// @param version of the runtime
  /// @param nanoTime monotonic clock
  /// @param requestIds names requests that bring no id
  /// @param bounds of stored contexts
  /// @param providers that are configured, by name
  /// @param layers that calls go through, for who wants to see how they stand
  /// @param scrape gives the metrics in the content type it is asked for
  public HttpApi(
      ServerSettings settings,
      Callers callers,
      String version,
      InstantSource clock,
      LongSupplier nanoTime,
      Supplier<String> requestIds,
      RequestReader reader,
      Executions executions,
      ContextStore contexts,
      ContextSettings bounds,
      List<CacheLayer> caches,
      List<String> providers,
      CallStack.Layers layers,
      UnaryOperator<String> scrape) {
    this.settings = settings;
    this.requestIds = requestIds;
    this.nanoTime = nanoTime;
    this.cors = Cors.of(settings.corsOrigins());
    this.routes = new Routes(new Gate(callers, neighbours(callers)), cors);
    var bodies = new Bodies(settings.input());
    var operations =
        new OperationHandlers(version, clock, executions, contexts, caches, providers, scrape);
    routes
        .on(
            "POST",
            "/execute",
            Right.EXECUTE,
            new ExecuteHandler(bodies, reader, executions, readers))
        .on("POST", "/v1/validate", Right.READ, new ValidateHandler(bodies, reader))
        .on("GET", "/metrics", Right.ADMIN, operations::metrics)
        .open("GET", "/health", operations::health)
        .open("GET", "/healthz", _ -> Response.text("OK"))
        .open("GET", "/readyz", _ -> operations.ready())
        .open("GET", "/openapi.json", new OpenApi(version)::document)
        .open("GET", "/problems/{code}", OperationHandlers::problemPage);
    new CacheHandlers(caches).addTo(routes);
    new ExecutionHandlers(bodies, reader, executions, new IdempotencyKeys(clock), readers)
        .addTo(routes);
    new ContextHandlers(bodies, contexts, bounds).addTo(routes);
    new InspectionHandlers(executions).addTo(routes);
    new LiveHandler(executions, caches, layers, readers).addTo(routes);
    ConsoleHandler.addTo(routes);
  }

  private Neighbours neighbours(Callers callers) {
    return callers instanceof Callers.Everybody && !settings.insecureNoAuth()
        ? new Neighbours.Watched(cors)
        : new Neighbours.Trusted();
  }

  /// Who reads event streams now.
  public int eventReaders() {
    return readers.now();
  }

  /// Every route, as `METHOD path`.
  public List<String> routes() {
    return routes.list();
  }

  /// A server for it, which does not listen yet.
  ///
  /// @param tls what it speaks TLS with, if it does
  public HttpServer server(Optional<SSLContext> tls) {
    return new HttpServer(settings, tls, routes, cors, requestIds, nanoTime);
  }
}
