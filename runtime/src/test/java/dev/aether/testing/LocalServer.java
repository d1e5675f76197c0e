package dev.aether.testing;

import dev.aether.TestParts;
import dev.aether.config.Settings;
import dev.aether.context.Value;
import dev.aether.guard.PromptGuard;
import dev.aether.http.HttpServer;
import dev.aether.json.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The real server on a free port, and a client to talk to it.
public final class LocalServer implements AutoCloseable {
  private final TestParts parts;
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// A response with its body as text.
  public record Answer(int status, Map<String, String> headers, String body) {
    /// The body as JSON.
    public Value.Obj json() {
      if (JsonText.JSON.read(body) instanceof JsonText.Parsed(Value.Obj object)) {
        return object;
      }
      throw new AssertionError("not a JSON object: " + body);
    }

    /// A header that must be there.
    public String header(String name) {
      String value = headers.get(name);
      if (value == null) {
        throw new AssertionError("no header " + name + " in " + headers);
      }
      return value;
    }

    /// One member of the JSON body, by a dotted path.
    public Value at(String path) {
      return Json.at(json(), path);
    }
  }

  /// Starts a server with these settings, on a port of the system's choice.
  public LocalServer(Settings settings) {
    this(settings, Map.of());
  }

  /// Starts a server that finds these variables in its environment.
  public LocalServer(Settings settings, Map<String, String> environment) {
    this(TestParts.with(settings, environment));
  }

  /// Starts a server that keeps its caches in a directory.
  public LocalServer(Settings settings, Path cacheDirectory) {
    this(TestParts.with(settings, Map.of(), Optional.of(cacheDirectory)));
  }

  /// Starts a server that also asks this guard.
  public LocalServer(Settings settings, Map<String, String> environment, PromptGuard guard) {
    this(TestParts.with(settings, environment, guard));
  }

  private LocalServer(TestParts parts) {
    this.parts = parts;
    this.server = parts.serve();
  }

  /// The address of a path.
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  /// The port.
  public int port() {
    return server.port();
  }

  /// Sends a GET.
  public Answer get(String path, String... headers) throws InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
  }

  /// Sends a JSON text by POST.
  public Answer post(String path, String json, String... headers) throws InterruptedException {
    return post(path, json.getBytes(StandardCharsets.UTF_8), headers);
  }

  /// Sends bytes by POST, as JSON.
  public Answer post(String path, byte[] body, String... headers) throws InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
        headers);
  }

  /// Sends any request.
  public Answer send(HttpRequest.Builder request, String... headers) throws InterruptedException {
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      Map<String, String> flat = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      response.headers().map().forEach((name, values) -> flat.put(name, values.getFirst()));
      return new Answer(response.statusCode(), flat, response.body());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// The text of an example flow.
  public static String example(String name) {
    try {
      return Files.readString(Path.of("../examples", name));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  @Override
  public void close() {
    server.close();
    parts.close();
  }
}
