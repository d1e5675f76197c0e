package dev.aether.http;

import dev.aether.config.Settings.ServerSettings;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The one class that knows the server library (Helidon SE): requests in, responses out, each on a
/// virtual thread of its own.
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger("aether.http");
  private static final int LONGEST_REQUEST_ID = 128;

  private final WebServer server;
  private final Routes routes;
  private final Supplier<String> requestIds;

  HttpServer(ServerSettings settings, Routes routes, Supplier<String> requestIds) {
    this.routes = routes;
    this.requestIds = requestIds;
    this.server =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .backlog(4096)
            .maxPayloadSize((long) settings.maxBodyBytes() + Bodies.IGNORED_BYTES)
            .shutdownGracePeriod(Duration.ofSeconds(5))
            .shutdownHook(false)
            .connectionOptions(options -> options.readTimeout(settings.readTimeout()))
            .directHandlers(directHandlers())
            .routing(routing -> routing.addFilter(HttpServer::closeWhereAsked).any(this::answer))
            .build();
  }

  /// Listens. A port that is taken is a [java.io.UncheckedIOException] or an
  /// [IllegalStateException] of the library's.
  public HttpServer start() {
    server.start();
    return this;
  }

  /// The port, also where the settings left the choice to the system.
  public int port() {
    return server.port();
  }

  /// Stops listening; requests under way have five seconds to end.
  @Override
  public void close() {
    server.stop();
  }

  /// Helidon 4.5.0 answers `Connection: close` with the same header, but keeps the socket.
  private static void closeWhereAsked(
      FilterChain chain, RoutingRequest request, RoutingResponse response) {
    boolean close = request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
    chain.proceed();
    if (close) {
      throw new CloseConnectionException("the client asked for it");
    }
  }

  private void answer(ServerRequest in, ServerResponse out) throws InterruptedException {
    Request request = request(in);
    Response response = respond(request);
    out.status(Status.create(response.status()));
    response.headers().forEach(out::header);
    out.header("X-Request-Id", request.id());
    request.header().apply("traceparent").ifPresent(trace -> out.header("traceparent", trace));
    if (response.stream().isPresent()) {
      try (OutputStream stream = out.outputStream()) {
        response.stream().get().writeTo(stream);
      } catch (IOException | UncheckedIOException gone) {
        throw new CloseConnectionException("the reader has gone");
      }
    } else if (response.status() == 204 || response.status() == 304) {
      out.send();
    } else {
      out.send(response.body());
    }
  }

  private Response respond(Request request) throws InterruptedException {
    try {
      return routes.handle(request);
    } catch (ProblemException wrong) {
      return Answers.problem(wrong.problem(), request);
    } catch (HttpException | CloseConnectionException ofTheLibrary) {
      throw ofTheLibrary;
    } catch (RuntimeException defect) {
      LOG.log(Level.ERROR, "request " + request.id() + " met a defect", defect);
      return Answers.problem(
          Problem.of(ProblemType.INTERNAL_ERROR, "see the server's log"), request);
    }
  }

  private Request request(ServerRequest in) {
    Map<String, String> query = new HashMap<>();
    for (String name : in.query().names()) {
      query.put(name, in.query().all(name).isEmpty() ? "" : in.query().get(name));
    }
    return new Request(
        requestId(in),
        in.prologue().method().text(),
        in.path().path(),
        Map.of(),
        query,
        name -> header(in, name),
        () -> body(in));
  }

  private static Optional<String> header(ServerRequest in, String name) {
    var header = HeaderNames.create(name);
    return in.headers().contains(header)
        ? Optional.of(in.headers().get(header).values())
        : Optional.empty();
  }

  private static InputStream body(ServerRequest in) {
    return in.content().hasEntity() ? in.content().inputStream() : InputStream.nullInputStream();
  }

  private String requestId(ServerRequest in) {
    return header(in, "X-Request-Id")
        .filter(
            id -> id.length() <= LONGEST_REQUEST_ID && id.chars().allMatch(c -> c > ' ' && c < 127))
        .orElseGet(requestIds);
  }

  /// Requests that the library refuses before any handler sees them are answered like all others.
  private DirectHandlers directHandlers() {
    var handlers = DirectHandlers.builder();
    for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
      handlers.addHandler(
          event,
          (request, type, status, headers, message) -> {
            ProblemType problem =
                switch (type) {
                  case PAYLOAD_TOO_LARGE -> ProblemType.PAYLOAD_TOO_LARGE;
                  case FORBIDDEN -> ProblemType.FORBIDDEN;
                  case INTERNAL_ERROR -> ProblemType.INTERNAL_ERROR;
                  case BAD_REQUEST, OTHER, HTTP_VERSION_NOT_SUPPORTED ->
                      status.code() == 413
                          ? ProblemType.PAYLOAD_TOO_LARGE
                          : ProblemType.BAD_REQUEST;
                };
            Response response =
                Answers.problem(
                    Problem.of(problem, problem.title().toLowerCase(Locale.ROOT)),
                    request.path(),
                    requestIds.get());
            return DirectHandler.TransportResponse.builder()
                .status(Status.create(response.status()))
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                .keepAlive(false)
                .entity(response.body())
                .build();
          });
    }
    return handlers.build();
  }
}
