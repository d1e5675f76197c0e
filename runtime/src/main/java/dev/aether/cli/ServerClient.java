package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.Tools.SettingsOptions;
import dev.aether.config.ServerSettings;
import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.context.ValuePath;
import dev.aether.json.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Talks to a running server on behalf of one command. What the server refuses, and a server that
/// cannot be reached, end the command with the exit code that belongs to it.
final class ServerClient implements AutoCloseable {
  /// Where the key is taken from when no flag names it.
  static final String KEY_VARIABLE = "AETHER_API_KEY";

  private static final Duration CONNECTING = Duration.ofSeconds(10);
  private static final Duration ANSWERING = Duration.ofSeconds(60);

  private final URI base;
  private final Optional<String> key;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECTING).build();

  /// The options of every command that talks to a server.
  static final class ServerOptions {
    @Mixin SettingsOptions settings = new SettingsOptions();

    @Option(
        names = "--server",
        paramLabel = "URL",
        description =
            "The server; the address in the settings (server.host, server.port) if absent.")
    @Nullable String server;

    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "API key; better in the environment as " + KEY_VARIABLE + ".")
    @Nullable String key;
  }

  private ServerClient(URI base, Optional<String> key) {
    this.base = base;
    this.key = key;
  }

  /// A client for the server that the options name.
  static ServerClient of(ServerOptions options, Tools tools) throws NotUsable {
    String address =
        options.server != null
            ? options.server
            : address(tools.settings(options.settings, Map.of()).server());
    Optional<String> key =
        Optional.ofNullable(options.key)
            .or(() -> Optional.ofNullable(tools.host().environment().get(KEY_VARIABLE)))
            .filter(given -> !given.isBlank());
    try {
      URI base = URI.create(address.endsWith("/") ? address : address + "/");
      if (base.getHost() != null
          && ("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
        return new ServerClient(base, key.map(String::strip));
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw new NotUsable(
        "'%s' is no address of a server; write http://HOST:PORT".formatted(address));
  }

  /// A client for the server at an address that ends with a slash.
  static ServerClient at(URI base) {
    return new ServerClient(base, Optional.empty());
  }

  private static String address(ServerSettings server) {
    String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
    return "%s://%s:%d".formatted(server.scheme(), host, server.port());
  }

  /// What the server shows at a path, as in `v1/executions?limit=5`.
  Value get(String path) throws NotUsable, InterruptedException {
    return send(path, request -> request.GET()).orElse(Value.Null.NULL);
  }

  /// Has the server do something.
  ///
  /// @param body what it is told, if anything
  /// @return what it says, if anything
  Optional<Value> post(String path, Optional<Value> body) throws NotUsable, InterruptedException {
    String json = body.map(CompactJson::of).orElse("");
    return send(
        path,
        request ->
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
  }

  /// Events that the server tells at a path as they happen; nothing if there are none to come.
  ///
  /// @param after number of the last event that is known already
  Optional<EventSource> events(String path, Optional<String> after)
      throws NotUsable, InterruptedException {
    HttpResponse<InputStream> response =
        exchange(
            path,
            request -> {
              request.setHeader("Accept", "text/event-stream").GET();
              after.ifPresent(number -> request.header("Last-Event-ID", number));
              return request;
            },
            BodyHandlers.ofInputStream());
    if (response.statusCode() == 200) {
      return Optional.of(new EventSource(response.body()));
    }
    try (InputStream body = response.body()) {
      if (response.statusCode() == 204) {
        return Optional.empty();
      }
      throw refusal(
          path,
          response.statusCode(),
          JsonText.JSON.parse(new String(body.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException broken) {
      throw new NotUsable(
          "no answer from %s: %s".formatted(base, reason(broken)), Exit.UNREACHABLE);
    }
  }

  /// A part of a path, as it is written there.
  static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Has the server remove something.
  void delete(String path) throws NotUsable, InterruptedException {
    send(path, HttpRequest.Builder::DELETE);
  }

  @FunctionalInterface
  private interface Shape {
    HttpRequest.Builder of(HttpRequest.Builder request);
  }

  private Optional<Value> send(String path, Shape shape) throws NotUsable, InterruptedException {
    HttpResponse<String> response = exchange(path, shape, BodyHandlers.ofString());
    Optional<Value> body = JsonText.JSON.parse(response.body());
    if (response.statusCode() / 100 == 2) {
      return body;
    }
    throw refusal(path, response.statusCode(), body);
  }

  private <T> HttpResponse<T> exchange(String path, Shape shape, BodyHandler<T> handler)
      throws NotUsable, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(ANSWERING)
            .header("Accept", "application/json");
    key.ifPresent(known -> request.header("Authorization", "Bearer " + known));
    try {
      return http.send(shape.of(request).build(), handler);
    } catch (IOException | IllegalArgumentException unreachable) {
      throw new NotUsable(
          "no answer from %s: %s".formatted(base, reason(unreachable)), Exit.UNREACHABLE);
    }
  }

  private NotUsable refusal(String path, int status, Optional<Value> body) {
    return new NotUsable(
        "%s: %s".formatted(base.resolve(path), complaint(status, body)),
        status == 401 || status == 403 ? Exit.NOT_AUTHORISED : Exit.FAILED);
  }

  private static String reason(Exception unreachable) {
    String message = unreachable.getMessage();
    return message == null || message.isBlank() ? "connection refused" : message;
  }

  /// The detail of a problem (RFC 9457), or what stands in for it.
  private static String complaint(int status, Optional<Value> problem) {
    return problem
        .filter(Value.Obj.class::isInstance)
        .map(body -> ValuePath.dotted("detail").in(body))
        .filter(ValuePath.Found.class::isInstance)
        .map(found -> ((ValuePath.Found) found).value().asText())
        .orElse("the server answers with status " + status);
  }

  @Override
  public void close() {
    http.close();
  }
}
