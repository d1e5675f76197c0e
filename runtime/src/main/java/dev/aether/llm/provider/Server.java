package dev.aether.llm.provider;

import dev.aether.llm.TraceContext;
import dev.aether.llm.provider.Connections.Connection;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.WebClient;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// One provider's server: sends it JSON, and has its response read.
///
/// An interrupt of the (virtual) thread closes the connection at once, so that the provider stops
/// working on what nobody wants any more. Redirects are not followed: the key goes to nobody else.
final class Server implements AutoCloseable {
  private static final Duration NO_LIMIT = Duration.ZERO;
  private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");
  private static final Duration END_OF_STREAM = Duration.ofMillis(100);

  private final Endpoint endpoint;
  private final List<Header> headers;
  private final WebClient webClient;
  private final Http1Client http;
  private final Connections connections;

  /// @param headers of every request, those that name us included
  Server(Endpoint endpoint, Map<String, String> headers, LongSupplier nanoTime) {
    this.endpoint = endpoint;
    this.headers =
        headers.entrySet().stream()
            .map(header ->
                HeaderValues.create(
                    HeaderNames.create(header.getKey()), false, true, header.getValue()))
            .toList();
    this.webClient =
        WebClient.builder()
            .baseUri(endpoint.base().getScheme() + "://" + authority(endpoint))
            .followRedirects(false)
            .sendExpectContinue(false)
            .proxy(Proxy.noProxy())
            .servicesDiscoverServices(false)
            .socketOptions(socket ->
                socket
                    .connectTimeout(endpoint.connectTimeout())
                    .readTimeout(NO_LIMIT)
                    .tcpNoDelay(true)
                    .socketKeepAlive(true))
            .readTimeout(NO_LIMIT)
            .build();
    this.http = webClient.client(Http1Client.PROTOCOL);
    this.connections = new Connections(endpoint, webClient, nanoTime);
  }

  private static String authority(Endpoint endpoint) {
    return endpoint.base().getHost() + ":" + endpoint.port();
  }

  /// A response whose body is still to be read.
  record Reply(int status, Headers headers, InputStream body) {
    /// The whole body; empty if it is longer than a limit.
    Optional<byte[]> whole(int limitBytes) throws IOException {
      // A buffer of the size that is announced: most answers are far smaller than the usual one.
      long most = Math.min(headers.contentLength().orElse(limitBytes), limitBytes);
      byte[] bytes = body.readNBytes((int) most + 1);
      return bytes.length > most ? Optional.empty() : Optional.of(bytes);
    }
  }

  /// Makes something of a response.
  @FunctionalInterface
  interface Reading<T> {
    T read(Reply reply) throws IOException;
  }

  /// There was no whole response.
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    Broken(String sentence, Throwable cause) {
      super(sentence, cause);
      this.sentence = sentence;
    }

    /// What happened, for people.
    String sentence() {
      return sentence;
    }
  }

  /// Sends a request and has the response read.
  ///
  /// @param trace told to the server, if there is one
  /// @param reading may stop where it has what it wants
  /// @throws Broken if there was no connection, or it ended before the response did
  /// @throws InterruptedException if the thread was interrupted; the connection is closed then
  <T> T post(String operation, byte[] json, Optional<TraceContext> trace, Reading<T> reading)
      throws Broken, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Connection connection;
    try {
      connection = connections.take();
    } catch (RuntimeException failed) {
      throw broken("no connection to " + authority(endpoint), failed);
    }
    try {
      return exchange(request(connection, operation, trace), connection, json, reading);
    } finally {
      connections.giveBack(connection);
    }
  }

  private <T> T exchange(
      Http1ClientRequest request, Connection connection, byte[] json, Reading<T> reading)
      throws Broken, InterruptedException {
    HttpClientResponse response;
    try {
      response = request.submit(json);
    } catch (RuntimeException failed) {
      throw broken(
          "the connection to " + authority(endpoint) + " broke before it answered", failed);
    }
    try {
      var body = new Body(response.inputStream());
      T result = reading.read(new Reply(response.status().code(), response.headers(), body));
      if (!connection.finished()) {
        end(response, body, connection);
      }
      return result;
    } catch (IOException cut) {
      throw broken("the connection to " + authority(endpoint) + " was cut", cut);
    }
  }

  private Http1ClientRequest request(
      Connection connection, String operation, Optional<TraceContext> trace) {
    Http1ClientRequest request =
        http.post()
            .connection(connection.tcp())
            .path(endpoint.path(operation))
            .skipUriEncoding(true)
            .readTimeout(NO_LIMIT)
            .header(HeaderValues.CONTENT_TYPE_JSON)
            .header(HeaderValues.ACCEPT_JSON)
            .header(HeaderNames.USER_AGENT, "aether-runtime");
    headers.forEach(request::header);
    trace.ifPresent(context -> request.header(TRACEPARENT, context.header()));
    return request;
  }

  /// Reads the little that may follow the last event of a stream, so that the connection can be
  /// used again. It is not worth waiting for.
  private static void end(HttpClientResponse response, Body body, Connection connection) {
    try {
      connection.tcp().readTimeout(END_OF_STREAM);
      if (body.read() < 0) {
        response.close();
      }
    } catch (RuntimeException | IOException _) {
      connection.tcp().closeResource();
    }
  }

  private Broken broken(String what, Exception why) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    for (Throwable cause = why; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        throw new InterruptedException();
      }
    }
    return new Broken(what, why);
  }

  @Override
  public void close() {
    connections.close();
    webClient.closeResource();
  }
}
