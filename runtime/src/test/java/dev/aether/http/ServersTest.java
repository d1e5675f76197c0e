package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Json;
import dev.aether.testing.LocalPostgres;
import dev.aether.testing.SeenRequest;
import dev.aether.testing.ServerProcess;
import dev.aether.testing.VendorStandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of executions when servers, or the database, end or stand still. The times here are
/// what is promised, so they are measured: by the server's own clock, in the events.
@Timeout(120)
class ServersTest {
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  @TempDir Path folder;
  private final VendorStandIn vendor = VendorStandIn.start();
  private final HttpClient client = HttpClient.newHttpClient();
  private LocalPostgres postgres;
  private String address;

  @BeforeEach
  void start() throws IOException {
    postgres = new LocalPostgres(folder);
    address = postgres.freshAddress();
  }

  @AfterEach
  void stop() {
    vendor.close();
    postgres.close();
    client.close();
  }

  private ServerProcess server() {
    return new ServerProcess(
        Map.of(
            "AETHER_EXECUTION_STORE",
            address,
            "AETHER_EXECUTION_HEARTBEAT_MS",
            Long.toString(HEARTBEAT.toMillis()),
            "OPENAI_API_KEY",
            "sk-test",
            "OPENAI_BASE_URL",
            vendor.openAi().toString(),
            "AETHER_LOG_LEVEL",
            "error"));
  }

  private static String flow(String name) {
    return """
    {"dag": {"nodes": [
      {"id": "a", "prompt": "NAME a", "model": "gpt-4o-mini"},
      {"id": "b", "prompt": "NAME b {{node.a.output}}", "model": "gpt-4o-mini"},
      {"id": "c", "prompt": "NAME c {{node.b.output}}", "model": "gpt-4o-mini"}]},
     "options": {"cache": "bypass", "error_policy": "retry"}}
    """
        .replace("NAME", name);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.timeout(Duration.ofSeconds(40)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> begin(ServerProcess server, String name)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(server.base().resolve("/v1/executions"))
            .header("Content-Type", "application/json")
            .header("Prefer", "respond-async")
            .POST(HttpRequest.BodyPublishers.ofString(flow(name))));
  }

  private String get(ServerProcess server, String path) throws IOException, InterruptedException {
    URI uri = server.base().resolve(path);
    return send(HttpRequest.newBuilder(uri)).body();
  }

  private static Value json(String body) {
    if (JsonText.JSON.read(body) instanceof JsonText.Parsed(var value)) {
      return value;
    }
    throw new AssertionError(body);
  }

  private static String text(String body, String path) {
    return Json.at(json(body), path).asText();
  }

  private Map<String, Long> calls() {
    Map<String, Long> calls = new HashMap<>();
    for (SeenRequest request : vendor.log()) {
      calls.merge(request.prompt(), 1L, Long::sum);
    }
    return calls;
  }

  /// Calls of second nodes wait for ever, until that is over.
  private AtomicBoolean hangAtSecond() {
    var hanging = new AtomicBoolean(true);
    vendor.usually(request ->
        hanging.get() && request.prompt().contains(" b ")
            ? Behaviour.ECHO.after(Duration.ofMinutes(5))
            : Behaviour.ECHO);
    return hanging;
  }

  /// Begins executions, and waits until it is told that their first nodes have ended.
  private List<String> beginAll(ServerProcess server, int count) throws Exception {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      paths.add(begin(server, "e" + i).headers().firstValue("Location").orElseThrow());
    }
    for (String path : paths) {
      while (!get(server, path).contains("\"b\":{\"state\":\"running\"")) {
        Thread.onSpinWait();
      }
    }
    return paths;
  }

  /// Without what is sent to keep the connection.
  private String events(ServerProcess server, String path) throws Exception {
    return get(server, path + "/events").replace(": ping\n\n", "");
  }

  private void allDone(ServerProcess server, List<String> paths) throws Exception {
    for (int i = 0; i < paths.size(); i++) {
      assertThat(get(server, paths.get(i) + "/events")).contains("event: execution.finished");
      String end = get(server, paths.get(i));
      assertThat(text(end, "status")).isEqualTo("succeeded");
      assertThat(text(end, "output")).isEqualTo("e%1$d c e%1$d b e%1$d a".formatted(i));
    }
  }

  @Test
  void what_a_killed_server_had_ends_on_another_within_three_heartbeats() throws Exception {
    try (var one = server();
        var two = server()) {
      AtomicBoolean hanging = hangAtSecond();
      List<String> paths = beginAll(one, 10);
      hanging.set(false);
      long killed = System.nanoTime();
      one.kill();
      allDone(two, paths);
      Duration took = Duration.ofNanos(System.nanoTime() - killed);
      System.out.printf("ended on another server %d ms after a kill%n", took.toMillis());
      assertThat(took).isLessThan(HEARTBEAT.multipliedBy(3));
      calls()
          .forEach((prompt, count) ->
              assertThat(count).as(prompt).isLessThanOrEqualTo(prompt.contains(" b ") ? 2 : 1));
    }
  }

  @Test
  void a_server_that_stood_still_changes_nothing_when_it_goes_on() throws Exception {
    try (var one = server();
        var two = server()) {
      AtomicBoolean hanging = hangAtSecond();
      List<String> paths = beginAll(one, 10);
      hanging.set(false);
      one.freeze();
      allDone(two, paths);
      List<String> before = new ArrayList<>();
      for (String path : paths) {
        before.add(events(two, path));
      }
      String rows =
          "SELECT md5(string_agg(e::text, ',' ORDER BY e.execution_id, number)) FROM events e";
      String recorded = postgres.ask(address, rows);
      one.thaw();
      HttpResponse<String> begun = begin(one, "after");
      while (begun.statusCode() != 202) { // until it has a new lease
        assertThat(begun.statusCode()).isEqualTo(503);
        begun = begin(one, "after");
      }
      String after = begun.headers().firstValue("Location").orElseThrow();
      assertThat(get(two, after + "/events")).contains("event: execution.finished");
      for (int i = 0; i < paths.size(); i++) {
        assertThat(events(one, paths.get(i))).isEqualTo(before.get(i));
        assertThat(text(get(one, paths.get(i)), "status")).isEqualTo("succeeded");
      }
      assertThat(
              postgres.ask(address, rows + " WHERE execution_id <> '" + after.substring(15) + "'"))
          .isEqualTo(recorded);
      assertThat(postgres.ask(address, "SELECT max(epoch) FROM executions")).isEqualTo("2");
    }
  }

  @Test
  void nothing_is_lost_or_called_again_when_the_database_is_killed_under_load() throws Exception {
    try (var one = server();
        var two = server()) {
      vendor.usually(request ->
          Behaviour.ECHO.after(
              Duration.ofMillis(100 + Math.floorMod(request.prompt().hashCode(), 400))));
      List<String> paths = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 20; i++) {
          ServerProcess server = i % 2 == 0 ? one : two;
          HttpResponse<String> begun = begin(server, "e" + paths.size());
          while (begun.statusCode() != 202) {
            assertThat(begun.statusCode()).isEqualTo(503);
            assertThat(begun.body()).contains("store_unavailable");
            begun = begin(server, "e" + paths.size());
          }
          paths.add(begun.headers().firstValue("Location").orElseThrow());
        }
        postgres.kill();
        assertThat(begin(one, "refused").statusCode()).isEqualTo(503);
        while (!get(two, "/readyz").contains("store_unavailable")) {
          Thread.onSpinWait();
        }
        postgres.restart();
      }
      allDone(two, paths);
      allDone(one, paths);
      while (!get(two, "/readyz").equals("OK")) {
        Thread.onSpinWait();
      }
      assertThat(calls()).hasSize(3 * paths.size());
      calls().forEach((prompt, count) -> assertThat(count).as(prompt).isEqualTo(1));
    }
  }
}
