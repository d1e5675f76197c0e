package dev.aether.cli;

import static dev.aether.testing.Json.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.TestParts;
import dev.aether.TestParts.Ran;
import dev.aether.json.JsonText;
import dev.aether.testing.KeyedServer;
import dev.aether.testing.LocalServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `aether cache` against a server that asks for keys.
class CacheCommandTest {
  private static final String FLOW =
      "{\"dag\": {\"nodes\": [{\"id\": \"a\", \"prompt\": \"hello\"}]}}";

  @TempDir static Path folder;
  static LocalServer server;

  @BeforeAll
  static void start() {
    server = new LocalServer(KeyedServer.settings(folder, "reader acme read", "admin acme admin"));
  }

  /// One miss and one hit.
  @BeforeEach
  void fill() throws InterruptedException {
    server.send(
        HttpRequest.newBuilder(server.uri("/cache/clear")).POST(BodyPublishers.noBody()),
        "X-API-Key",
        "key-of-admin");
    server.post("/execute", FLOW, "X-API-Key", "key-of-admin");
    server.post("/execute", FLOW, "X-API-Key", "key-of-admin");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Ran cache(String key, String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "cache";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--server";
    all[args.length + 2] = server.uri("").toString();
    return TestParts.command(Map.of("AETHER_API_KEY", key), all);
  }

  @Test
  void stats_come_as_a_table_or_as_json() {
    Ran table = cache("key-of-reader", "stats");
    assertThat(table.code()).as(table.err()).isZero();
    assertThat(table.out().lines().findFirst())
        .hasValueSatisfying(head -> assertThat(head).contains("HIT_RATE"));
    assertThat(table.out()).containsPattern("(?m)^exact +1 +1 +1 +0\\.5");
    assertThat(table.err()).isEmpty();
    Ran json = cache("key-of-reader", "stats", "-o", "json");
    assertThat(number(JsonText.JSON.parse(json.out()).orElseThrow(), "layers.exact.hits"))
        .isEqualTo(1);
  }

  @Test
  void clear_needs_its_right_and_says_what_went() {
    Ran refused = cache("key-of-reader", "clear");
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.err()).contains("'admin'");
    assertThat(cache("key-of-nobody", "clear").code()).isEqualTo(4);
    Ran cleared = cache("key-of-reader", "clear", "--key", "key-of-admin");
    assertThat(cleared.code()).as(cleared.err()).isZero();
    assertThat(cleared.out()).isEqualToIgnoringNewLines("1 answers cleared");
  }

  @Test
  void a_server_that_does_not_answer_exits_with_5_and_no_address_with_2() {
    Ran silent = TestParts.command(Map.of(), "cache", "stats", "--server", "http://127.0.0.1:1");
    assertThat(silent.code()).isEqualTo(5);
    assertThat(silent.err()).startsWith("aether: no answer from http://127.0.0.1:1/");
    assertThat(TestParts.command(Map.of(), "cache", "stats", "--server", "nowhere").code())
        .isEqualTo(2);
    assertThat(TestParts.command(Map.of(), "cache").code()).isEqualTo(2);
  }
}
