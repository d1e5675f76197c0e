package dev.aether.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.aether.cli.Cli.NotUsable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Following events when the connection does not last.
@Timeout(60)
class EventLinesTest {
  private static final String BEGIN = "retry: 2000\n\n";
  private static final String LAST =
      """
      id: 2
      event: execution.finished
      data: {"at_ms": 5, "status": "failed"}

      """;

  private final AtomicInteger requests = new AtomicInteger();

  /// @param streams what the server says at each request, from 1
  private Exit follow(IntFunction<String> streams) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = streams.apply(requests.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    var out = new PrintWriter(new StringWriter());
    var host = new Host(out, out, Map.of(), false, false, "1.2.3");
    var tools =
        new Tools(
            host,
            _ -> {
              throw new NotUsable("not needed");
            });
    try (ServerClient client =
        ServerClient.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))) {
      return new EventLines(tools, Format.TABLE, Duration.ZERO)
          .follow(client, "e", Optional.empty());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void streams_that_end_before_anything_is_said_are_not_tried_for_ever() {
    assertThatThrownBy(() -> follow(_ -> BEGIN))
        .isInstanceOfSatisfying(
            NotUsable.class, gone -> assertThat(gone.exit()).isEqualTo(Exit.UNREACHABLE));
    assertThat(requests).hasValueBetween(2, 100);
  }

  @Test
  void streams_that_show_life_are_resumed_as_often_as_it_takes() throws Exception {
    assertThat(follow(request -> BEGIN + (request < 50 ? ": ping\n\n" : LAST)))
        .isEqualTo(Exit.FAILED);
    assertThat(requests).hasValue(50);
  }
}
