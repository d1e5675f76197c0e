package dev.aether.http;

import dev.aether.caller.Caller;
import dev.aether.config.ServerSettings;
import dev.aether.config.ServerSettings.InputLimits;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.HttpException;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/// The one class that knows the server library (Helidon SE): requests in, responses out, each on a
/// virtual thread of its own.
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger("aether.http");
  private static final int LONGEST_REQUEST_ID = 128;

  private final WebServer server;
  private final Routes routes;
  private final Cors cors;
  private final InputLimits limits;
  private final LongSupplier nanoTime;
  private final Supplier<String> requestIds;
  private final SlowPeers slowSenders;
  private final SlowPeers slowReaders;
  private final Duration writing;

  HttpServer(
      ServerSettings settings,
      Optional<SSLContext> tls,
      Routes routes,
      Cors cors,
      Supplier<String> requestIds,
      LongSupplier nanoTime) {
    this.routes = routes;
    this.cors = cors;
    this.limits = settings.input();
    this.nanoTime = nanoTime;
    this.requestIds = requestIds;
    this.slowSenders =
        new SlowPeers(
            limits.silence().compareTo(limits.whole()) < 0 ? limits.silence() : limits.whole(),
            nanoTime);
    this.writing = settings.writing();
    this.slowReaders = new SlowPeers(writing, nanoTime);
    var builder =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .backlog(4096)
            .connectionOptions(socket -> socket.tcpNoDelay(true)) // else the end waits for 40 ms
            .maxPayloadSize((long) limits.maxBodyBytes() + Bodies.IGNORED_BYTES)
            .shutdownGracePeriod(Duration.ofSeconds(5))
            .shutdownHook(false)
            .addProtocol(
                Http1Config.builder()
                    .maxHeadersSize(limits.maxHeaderBytes())
                    .addReceiveListener(watch(slowSenders, limits.whole()))
                    .build())
            .directHandlers(directHandlers())
            .routing(routing -> routing.addFilter(HttpServer::closeWhereAsked).any(this::answer));
    tls.ifPresent(context -> builder.tls(Tls.builder().sslContext(context).build()));
    this.server = builder.build();
  }

  private static Http1ConnectionListener watch(SlowPeers slowSenders, Duration whole) {
    return new Http1ConnectionListener() {
      @Override
      public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        slowSenders.begin(whole);
      }

      @Override
      public void headers(ConnectionContext connection, Headers headers) {
        if (!slowSenders.end()) {
          throw new CloseConnectionException("the headers came too slowly");
        }
      }
    };
  }

  /// Has the library look for its services, which it does once in a process.
  public static void prepare() {
    HttpRouting.Builder _ = HttpRouting.builder();
  }

  /// Listens. A port that is taken is a [java.io.UncheckedIOException] or an
  /// [IllegalStateException] of the library's.
  public HttpServer start() {
    server.start();
    slowSenders.start();
    slowReaders.start();
    return this;
  }

  /// The port, also where the settings left the choice to the system.
  public int port() {
    return server.port();
  }

  /// Stops listening; requests under way have five seconds to end.
  @Override
  public void close() {
    slowSenders.close();
    slowReaders.close();
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
    Response response = cors.dress(respond(request, in.headers().size()), request);
    out.status(Status.create(response.status()));
    StandingHeaders.forEach(response, (name, value) -> out.header(Names.of(name), value));
    out.header(Names.of("X-Request-Id"), request.id());
    request
        .header()
        .apply("traceparent")
        .ifPresent(trace -> out.header(Names.of("traceparent"), trace));
    if (response.stream().isPresent()) {
      try (OutputStream stream = new TimedStream(out.outputStream(), writing, slowReaders)) {
        response.stream().get().writeTo(stream);
      } catch (IOException gone) {
        throw new CloseConnectionException("the reader has gone", gone);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        throw new CloseConnectionException("the server stops", stopping);
      }
    } else if (response.status() == 204 || response.status() == 304) {
      out.send();
    } else {
      out.send(response.body());
    }
    if (response.headers().containsKey("Connection")) {
      throw new CloseConnectionException("the rest of the request is lost");
    }
  }

  private Response respond(Request request, int headers) throws InterruptedException {
    try {
      if (headers > limits.maxHeaders()) {
        throw new ProblemException(
            Problem.of(
                ProblemType.HEADERS_TOO_LARGE,
                "%d headers are more than %d".formatted(headers, limits.maxHeaders())));
      }
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
        Caller.NOBODY,
        name -> header(in, name),
        () -> body(in));
  }

  private static Optional<String> header(ServerRequest in, String name) {
    HeaderName known = Names.of(name);
    if (!in.headers().contains(known)) {
      return Optional.empty();
    }
    Header header = in.headers().get(known);
    return Optional.of(header.valueCount() == 1 ? header.get() : header.values());
  }

  private InputStream body(ServerRequest in) {
    return in.content().hasEntity()
        ? new TimedBody(in.content().inputStream(), limits, slowSenders, nanoTime)
        : InputStream.nullInputStream();
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
            boolean _ = slowSenders.end(); // this comes instead of the headers that were waited for
            ProblemType problem =
                switch (type) {
                  case PAYLOAD_TOO_LARGE -> ProblemType.PAYLOAD_TOO_LARGE;
                  case FORBIDDEN -> ProblemType.FORBIDDEN;
                  // Our own defects are answered above; what is left the library choked on.
                  case INTERNAL_ERROR, BAD_REQUEST, OTHER, HTTP_VERSION_NOT_SUPPORTED ->
                      switch (status.code()) {
                        case 413 -> ProblemType.PAYLOAD_TOO_LARGE;
                        case 431 -> ProblemType.HEADERS_TOO_LARGE;
                        default -> ProblemType.BAD_REQUEST;
                      };
                };
            Response response =
                Answers.problem(
                    Problem.of(problem, problem.title().toLowerCase(Locale.ROOT)),
                    request.path(),
                    requestIds.get(),
                    Optional.empty());
            var transport =
                DirectHandler.TransportResponse.builder()
                    .status(Status.create(response.status()))
                    .keepAlive(false)
                    .entity(response.body());
            StandingHeaders.forEach(
                response, (name, value) -> transport.header(Names.of(name), value));
            return transport.build();
          });
    }
    return handlers.build();
  }

  /// The headers that this program speaks of, each made once.
  private static final class Names {
    private static final Map<String, HeaderName> KNOWN = new ConcurrentHashMap<>();

    /// @param name one of few, none that a caller chose
    static HeaderName of(String name) {
      HeaderName known = KNOWN.get(name);
      return known == null ? KNOWN.computeIfAbsent(name, HeaderNames::create) : known;
    }
  }
}
