package dev.aether.bench.load;

import dev.aether.context.CompactJson;
import dev.aether.json.JsonText;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/// What nothing could beat: the same HTTP library, which takes a body and sends one.
///
/// Arguments: the size of the answer in bytes; `bytes` to do no more, or `json` to read the request
/// as JSON and to write the answer as JSON.
final class BareServer {
  private BareServer() {}

  /// Serves until it is stopped.
  public static void main(String[] arguments) throws InterruptedException {
    int size = Integer.parseInt(arguments[0]);
    boolean json = arguments[1].equals("json");
    var document = Bodies.ofSize(size);
    byte[] ready = CompactJson.of(document).getBytes(StandardCharsets.UTF_8);
    serve(
        "/execute",
        (request, response) -> {
          byte[] body = body(request);
          if (json) {
            JsonText.JSON.read(body);
          }
          response.header(HeaderValues.CONTENT_TYPE_JSON);
          response.send(json ? CompactJson.of(document).getBytes(StandardCharsets.UTF_8) : ready);
        });
  }

  /// Serves one path until it is stopped, and says where.
  static void serve(String path, Handler handler) throws InterruptedException {
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .backlog(4096)
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .routing(routing -> routing.post(path, handler))
            .build()
            .start();
    System.out.println("listening on http://127.0.0.1:" + server.port());
    new CountDownLatch(1).await();
  }

  static byte[] body(ServerRequest request) {
    return request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
  }
}
