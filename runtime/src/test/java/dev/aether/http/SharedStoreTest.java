package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.ExecutionSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Json;
import dev.aether.testing.LocalPostgres;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import dev.aether.testing.SeenRequest;
import dev.aether.testing.Until;
import dev.aether.testing.VendorStandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Servers with one database: each answers for what the others run.
@Timeout(60)
class SharedStoreTest {
  private static final String CHAIN =
      """
      {"dag": {"metadata": {"flow_name": "chain"}, "nodes": [
        {"id": "a", "prompt": "one {{context.x}}", "model": "gpt-4o-mini"},
        {"id": "b", "prompt": "two {{node.a.output}}", "model": "gpt-4o-mini"},
        {"id": "c", "prompt": "three {{node.b.output}}", "model": "gpt-4o-mini"}]},
       "context": {"x": "tea"}, "options": {"cache": "bypass", "tags": ["red"]}}
      """;

  @TempDir static Path folder;
  private static LocalPostgres postgres;

  private String address = "";
  private final VendorStandIn vendor = VendorStandIn.start();

  @BeforeAll
  static void start() throws IOException {
    postgres = new LocalPostgres(folder);
  }

  @BeforeEach
  void makeDatabase() {
    address = postgres.freshAddress();
  }

  @AfterAll
  static void end() {
    postgres.close();
  }

  @AfterEach
  void stop() {
    vendor.close();
  }

  private LocalServer server() {
    return new LocalServer(
        Settings.defaults()
            .with(ExecutionSetting.STORE, address)
            .with(LlmSetting.OPENAI_API_KEY, "sk-test")
            .with(LlmSetting.OPENAI_BASE_URL, vendor.openAi().toString())
            .with(TelemetrySetting.LOG_LEVEL, "error"));
  }

  private static String text(Answer answer, String path) {
    return Json.at(answer.json(), path).asText();
  }

  /// The second node's call waits until it is let go.
  private CountDownLatch slowSecond(CountDownLatch asked) {
    var go = new CountDownLatch(1);
    vendor.usually(request -> {
      if (request.prompt().startsWith("two")) {
        asked.countDown();
        awaitQuietly(go);
      }
      return Behaviour.ECHO;
    });
    return go;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void another_server_tells_the_same_events_while_they_happen() throws Exception {
    var asked = new CountDownLatch(1);
    CountDownLatch go = slowSecond(asked);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var one = server();
        var two = server()) {
      String path = one.post("/v1/executions", CHAIN, "Prefer", "respond-async").header("Location");
      var told = threads.submit(() -> two.get(path + "/events").body());
      var toldAgain = threads.submit(() -> two.get(path + "/events").body());
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      while (!text(two.get(path), "status").equals("running")
          || !text(two.get(path), "node_status.b.state").equals("running")) {
        assertThat(told.isDone()).isFalse();
      }
      assertThat(text(two.get("/v1/executions?tag=red&status=running"), "data")).contains("chain");
      go.countDown();
      assertThat(told.get()).isEqualTo(one.get(path + "/events").body());
      assertThat(toldAgain.get()).isEqualTo(told.get());
      assertThat(two.get(path).body()).isEqualTo(one.get(path).body());
      assertThat(text(two.get(path), "output")).isEqualTo("three two one tea");
      assertThat(two.get(path + "/events?after=5").body())
          .isEqualTo(one.get(path + "/events?after=5").body());
    }
    assertThat(vendor.log()).hasSize(3);
  }

  @Test
  void any_server_stops_it() throws Exception {
    var asked = new CountDownLatch(1);
    vendor.usually(request -> {
      if (!request.prompt().startsWith("two")) {
        return Behaviour.ECHO;
      }
      asked.countDown();
      return Behaviour.ECHO.after(Duration.ofMinutes(5));
    });
    try (var one = server();
        var two = server()) {
      String path = one.post("/v1/executions", CHAIN, "Prefer", "respond-async").header("Location");
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(two.post(path + "/cancel", "").status()).isEqualTo(202);
      assertThat(two.get(path + "/events").body()).contains("\"status\":\"cancelled\"");
      assertThat(text(one.get(path), "status")).isEqualTo("cancelled");
      assertThat(text(two.get(path), "status")).isEqualTo("cancelled");
    }
  }

  @Test
  void a_key_begins_one_execution_whichever_server_is_asked() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var one = server();
        var two = server()) {
      for (int i = 0; i < 10; i++) {
        String key = "key " + i;
        var first =
            threads.submit(() ->
                one.post("/v1/executions", CHAIN, "Prefer", "wait=20", "Idempotency-Key", key));
        var second =
            threads.submit(() ->
                two.post("/v1/executions", CHAIN, "Prefer", "wait=20", "Idempotency-Key", key));
        assertThat(text(first.get(), "execution_id")).isEqualTo(text(second.get(), "execution_id"));
        assertThat(text(first.get(), "output")).isEqualTo(text(second.get(), "output"));
      }
      Answer other =
          two.post("/v1/executions", CHAIN.replace("tea", "milk"), "Idempotency-Key", "key 1");
      assertThat(text(other, "code")).isEqualTo("idempotency_key_reused");
    }
    assertThat(vendor.log()).hasSize(30);
  }

  @Test
  void what_a_server_that_ends_has_begun_goes_on_with_another() throws Exception {
    var asked = new CountDownLatch(1);
    var again = new CountDownLatch(2);
    vendor.usually(request -> {
      if (!request.prompt().startsWith("two")) {
        return Behaviour.ECHO;
      }
      asked.countDown();
      again.countDown();
      return again.getCount() == 0 ? Behaviour.ECHO : Behaviour.ECHO.after(Duration.ofMinutes(5));
    });
    try (var two = server()) {
      String path;
      try (var one = server()) {
        path = one.post("/v1/executions", CHAIN, "Prefer", "respond-async").header("Location");
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        Until.so(() -> is(two, path, "running")); // it is told when it is on disk
      }
      assertThat(two.get(path + "/events").body()).contains("\"status\":\"succeeded\"");
      Until.so(() -> is(two, path, "succeeded"));
      assertThat(text(two.get(path), "output")).isEqualTo("three two one tea");
    }
    assertThat(vendor.log())
        .extracting(SeenRequest::prompt)
        .filteredOn("one tea"::equals)
        .as("what is recorded is not called again")
        .hasSize(1);
  }

  private static boolean is(LocalServer server, String path, String status) {
    try {
      return text(server.get(path), "status").equals(status);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
