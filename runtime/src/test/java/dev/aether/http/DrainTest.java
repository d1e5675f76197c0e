package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.ValuePath;
import dev.aether.json.JsonText;
import dev.aether.testing.Behaviour;
import dev.aether.testing.ServerProcess;
import dev.aether.testing.StreamReader;
import dev.aether.testing.Until;
import dev.aether.testing.VendorStandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server that is asked to end (SIGTERM) while it works.
@Timeout(120)
class DrainTest {
  private static final String FLOW =
      """
      {"dag": {"nodes": [{"id": "a", "prompt": "one", "model": "gpt-4o-mini"}]},
       "options": {"cache": "bypass"}}
      """;

  @TempDir Path folder;
  private final VendorStandIn vendor = VendorStandIn.start();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.close();
    vendor.close();
  }

  private ServerProcess server(String drainSeconds) {
    Map<String, String> environment = new HashMap<>();
    environment.put("AETHER_EXECUTION_STORE", folder.resolve("executions.db").toString());
    environment.put("AETHER_SERVER_DRAIN_SECS", drainSeconds);
    environment.put("AETHER_LOG_LEVEL", "error");
    environment.put("OPENAI_API_KEY", "sk-test");
    environment.put("OPENAI_BASE_URL", vendor.openAi().toString());
    return new ServerProcess(environment);
  }

  private HttpResponse<String> send(URI uri, String body) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri).header("Prefer", "respond-async");
    return client.send(
        (body.isEmpty() ? request : request.POST(BodyPublishers.ofString(body))).build(),
        BodyHandlers.ofString());
  }

  private int ready(ServerProcess server) {
    try {
      return send(server.base().resolve("/readyz"), "").statusCode();
    } catch (IOException | InterruptedException gone) {
      return 0;
    }
  }

  private static String member(String json, String name) {
    return ValuePath.dotted(name).in(JsonText.JSON.parse(json).orElseThrow())
            instanceof ValuePath.Found(var value)
        ? value.asText()
        : "";
  }

  @Test
  void what_runs_ends_and_nothing_new_is_taken() throws Exception {
    var goOn = new CountDownLatch(1);
    vendor.usually(_ -> {
      awaitQuietly(goOn);
      return Behaviour.ECHO;
    });
    try (var server = server("60")) {
      String location =
          send(server.base().resolve("/v1/executions"), FLOW)
              .headers()
              .firstValue("location")
              .orElseThrow();
      try (var reader = StreamReader.get(server.base().getPort(), location + "/events")) {
        reader.awaitEvent("node.started");
        server.askToEnd();
        Until.so(() -> ready(server) == 503);
        HttpResponse<String> refused = send(server.base().resolve("/v1/executions"), FLOW);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"draining\"");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        goOn.countDown();
        assertThat(reader.awaitEvent("execution.finished").data()).contains("\"succeeded\"");
      }
      assertThat(server.awaitEnd()).isEqualTo(143);
    }
  }

  @Test
  void what_does_not_end_in_time_goes_on_with_the_next_server_also_when_it_was_watched()
      throws Exception {
    vendor.usually(_ -> Behaviour.say("word ".repeat(20_000)).dripping(Duration.ofMillis(20)));
    String id;
    try (var server = server("1")) {
      try (var reader = StreamReader.post(server.base().getPort(), "/v1/executions", FLOW)) {
        id = member(reader.awaitEvent("node.delta").data(), "execution_id");
        server.askToEnd();
        assertThat(server.awaitEnd()).isEqualTo(143);
      }
    }
    vendor.usually(_ -> Behaviour.say("done"));
    try (var server = server("1")) {
      URI resource = server.base().resolve("/v1/executions/" + id);
      Until.so(() -> !standing(resource).equals("running") && !standing(resource).equals("queued"));
      assertThat(standing(resource)).isEqualTo("succeeded");
      assertThat(member(send(resource, "").body(), "output")).isEqualTo("done");
    }
  }

  private String standing(URI resource) {
    try {
      return member(send(resource, "").body(), "status");
    } catch (IOException | InterruptedException gone) {
      throw new AssertionError(gone);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
