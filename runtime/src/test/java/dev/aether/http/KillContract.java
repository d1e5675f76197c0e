package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Json;
import dev.aether.testing.SeenRequest;
import dev.aether.testing.ServerProcess;
import dev.aether.testing.VendorStandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Kills the server again and again while it works. `-Dkill.rounds=200` makes the run long,
/// `-Dgen.seed=N` another one.
@Timeout(1800)
abstract class KillContract {
  private static final int ROUNDS = Integer.getInteger("kill.rounds", 20);
  private static final int CLIENTS = 4;
  private static final int EXECUTIONS_AT_ONCE = 8;
  private static final int NODES = 3;

  /// Calls that are under way, or have been answered and are not on disk.
  private static final int MOST_IN_FLIGHT = EXECUTIONS_AT_ONCE * NODES;

  private final VendorStandIn vendor = VendorStandIn.start();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> accepted = new ConcurrentHashMap<>(); // by key: id
  private final Queue<String> unheard = new ConcurrentLinkedQueue<>(); // keys whose fate is unknown
  private final Map<String, Long> seen = new ConcurrentHashMap<>(); // by prompt: calls until then
  private final Queue<AssertionError> mistakes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger next = new AtomicInteger();

  @AfterEach
  void stop() {
    vendor.close();
    client.close();
  }

  /// Variables that say where executions are kept.
  abstract Map<String, String> store();

  private ServerProcess server() {
    Map<String, String> environment = new HashMap<>(store());
    environment.put("OPENAI_API_KEY", "sk-test");
    environment.put("OPENAI_BASE_URL", vendor.openAi().toString());
    environment.put("AETHER_LOG_LEVEL", "error");
    environment.put("AETHER_MAX_EXECUTIONS", Integer.toString(EXECUTIONS_AT_ONCE));
    environment.put("AETHER_EXECUTION_KEEP", "100000");
    return new ServerProcess(environment);
  }

  private static String flow(String key) {
    return """
    {"dag": {"nodes": [
      {"id": "a", "prompt": "KEY a", "model": "gpt-4o-mini"},
      {"id": "b", "prompt": "KEY b", "model": "gpt-4o-mini"},
      {"id": "c", "prompt": "KEY c {{node.a.output}}, {{node.b.output}}", "model": "gpt-4o-mini"}]},
     "options": {"cache": "bypass", "error_policy": "retry"}}
    """
        .replace("KEY", key);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> begin(URI base, String key)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(base.resolve("/v1/executions"))
            .header("Content-Type", "application/json")
            .header("Prefer", "respond-async")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(flow(key))));
  }

  private static Value json(HttpResponse<String> response) {
    if (JsonText.JSON.read(response.body()) instanceof JsonText.Parsed(var value)) {
      return value;
    }
    throw new AssertionError(response.body());
  }

  /// Begins executions and looks at them and at earlier ones, until the server is no more.
  private void work(URI base, int seed, AtomicBoolean killed, CountDownLatch ended) {
    var random = new Random(seed);
    String key = "";
    try {
      while (!killed.get()) {
        key = Optional.ofNullable(unheard.poll()).orElseGet(() -> "k" + next.incrementAndGet());
        HttpResponse<String> begun = begin(base, key);
        assertThat(begun.statusCode()).isIn(200, 202);
        String id = Json.at(json(begun), "execution_id").asText();
        String before = accepted.putIfAbsent(key, id);
        assertThat(before).as("a key begins one execution").isIn(null, id);
        key = "";
        for (int i = 0; i < 3; i++) {
          String other = "k" + (1 + random.nextInt(next.get()));
          if (accepted.containsKey(other)) {
            note(other, json(get(base, "/v1/executions/" + accepted.get(other))));
          }
        }
      }
    } catch (IOException | InterruptedException gone) {
      if (!key.isEmpty()) {
        unheard.add(key); // the server was killed before it answered
      }
    } catch (AssertionError wrong) {
      mistakes.add(wrong);
    } finally {
      ended.countDown();
    }
  }

  private HttpResponse<String> get(URI base, String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(base.resolve(path)));
  }

  /// What a client has seen must never be called again.
  private void note(String key, Value execution) {
    if (execution instanceof Value.Obj(var members)
        && members.get("results") instanceof Value.Arr(var results)) {
      for (Value result : results) {
        String prompt = Json.at(result, "rendered_prompt").asText();
        assertThat(prompt).startsWith(key);
        seen.putIfAbsent(prompt, calls(prompt));
      }
    }
  }

  private long calls(String prompt) {
    return vendor.log().stream().map(SeenRequest::prompt).filter(prompt::equals).count();
  }

  @Test
  void whatever_was_accepted_ends_rightly_and_nothing_that_was_seen_is_called_again()
      throws Exception {
    var random = new Random(Long.getLong("gen.seed", 5));
    vendor.usually(request ->
        Behaviour.ECHO.after(Duration.ofMillis(Math.floorMod(request.prompt().hashCode(), 30))));
    for (int round = 0; round < ROUNDS; round++) {
      try (var server = server()) {
        var killed = new AtomicBoolean();
        var ended = new CountDownLatch(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
          int seed = random.nextInt();
          Thread.ofVirtual().start(() -> work(server.base(), seed, killed, ended));
        }
        ended.await(100 + random.nextInt(700), TimeUnit.MILLISECONDS);
        killed.set(true);
        server.kill();
        ended.await();
      }
    }
    assertThat(mistakes).isEmpty();
    try (var server = server()) {
      for (String key : unheard) {
        accepted.put(key, Json.at(json(begin(server.base(), key)), "execution_id").asText());
      }
      for (var execution : accepted.entrySet()) {
        check(server.base(), execution.getKey(), execution.getValue());
      }
      assertThat(count(server.base())).as("nothing ran twice").isEqualTo(accepted.size());
    }
    seen.forEach((prompt, before) -> assertThat(calls(prompt)).as(prompt).isEqualTo(before));
    Map<String, Long> calls = new HashMap<>();
    vendor.log().forEach(request -> calls.merge(request.prompt(), 1L, Long::sum));
    long repeated = calls.values().stream().mapToLong(count -> count - 1).sum();
    assertThat(repeated).isLessThanOrEqualTo((long) ROUNDS * MOST_IN_FLIGHT);
    assertThat(accepted).as("something was tested").hasSizeGreaterThan(ROUNDS);
    assertThat(seen).as("something was seen").isNotEmpty();
    System.out.printf(
        "%s: %d kills, %d executions accepted, %d nodes seen, %d calls repeated%n",
        getClass().getSimpleName(), ROUNDS, accepted.size(), seen.size(), repeated);
  }

  private int count(URI base) throws Exception {
    int count = 0;
    String cursor = "";
    do {
      Value page = json(get(base, "/v1/executions?limit=200" + cursor));
      count += Json.at(page, "data") instanceof Value.Arr(var items) ? items.size() : 0;
      String next = Json.at(page, "next_cursor").asText();
      cursor = next.isEmpty() || next.equals("null") ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    return count;
  }

  private void check(URI base, String key, String id) throws Exception {
    HttpResponse<String> events = get(base, "/v1/executions/" + id + "/events");
    Value end = json(get(base, "/v1/executions/" + id));
    assertThat(Json.at(end, "status").asText()).as(key).isEqualTo("succeeded");
    assertThat(Json.at(end, "output").asText()).isEqualTo("%1$s c %1$s a, %1$s b".formatted(key));
    List<String> numbers = new ArrayList<>();
    events
        .body()
        .lines()
        .filter(line -> line.startsWith("id: "))
        .forEach(line -> numbers.add(line.substring(4)));
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(Integer.toString(i + 1));
    }
    HttpResponse<String> again = begin(base, key);
    assertThat(Json.at(json(again), "execution_id").asText()).as("the key holds").isEqualTo(id);
  }
}
