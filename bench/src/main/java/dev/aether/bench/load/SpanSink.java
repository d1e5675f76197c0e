package dev.aether.bench.load;

import io.helidon.webserver.WebServer;
import java.util.concurrent.CountDownLatch;

/// Takes spans over HTTP and forgets them.
final class SpanSink {
  private SpanSink() {}

  /// Serves until it is stopped.
  public static void main(String[] arguments) throws InterruptedException {
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .routing(routing ->
                routing.post(
                    "/v1/traces",
                    (request, response) -> {
                      byte[] _ = request.content().as(byte[].class);
                      response.send();
                    }))
            .build()
            .start();
    System.out.println("listening on http://127.0.0.1:" + server.port());
    new CountDownLatch(1).await();
  }
}
