package dev.aether.cli;

import static dev.aether.testing.Json.items;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.TestParts;
import dev.aether.TestParts.Ran;
import dev.aether.config.LlmSetting;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.testing.KeyedServer;
import dev.aether.testing.LocalServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `aether executions` against a server that asks for keys.
@Timeout(60)
class ExecutionsCommandTest {
  private static final String PAIR =
      """
      {"dag": {"metadata": {"flow_name": "pa\\u001bir"}, "nodes": [
        {"id": "first", "prompt": "one {{context.x}}"},
        {"id": "second", "prompt": "two {{node.first.output}} {{context.y}}"}]},
       "context": {"x": 1, "y": 1}, "options": {"tags": ["%s"]}}
      """;
  private static final String BROKEN = PAIR.replace("\"y\": 1", "\"z\": 1");
  private static final String SLOW = PAIR.replace("one", "slow");

  @TempDir static Path folder;
  static LocalServer server;

  @BeforeAll
  static void start() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("mock.yaml"), "rules: [{pattern: slow, latency_ms: 600000}]");
    server =
        new LocalServer(
            KeyedServer.settings(folder, "reader acme read", "runner acme execute")
                .with(LlmSetting.MOCK_FILE, script.toString()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Ran executions(String... args) {
    return by("key-of-runner", args);
  }

  private static Ran by(String key, String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "executions";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--server";
    all[args.length + 2] = server.uri("").toString();
    return TestParts.command(Map.of("AETHER_API_KEY", key), all);
  }

  private static String begun(String body, String tag) throws InterruptedException {
    return text(
        server
            .post(
                "/v1/executions",
                body.formatted(tag),
                "X-API-Key",
                "key-of-runner",
                "Prefer",
                body.equals(SLOW) ? "respond-async" : "wait=30")
            .json(),
        "execution_id");
  }

  private static Value json(String text) {
    return JsonText.JSON.parse(text).orElseThrow();
  }

  @Test
  void a_list_shows_the_newest_first_as_a_table_or_as_json() throws Exception {
    String one = begun(PAIR, "red");
    String two = begun(BROKEN, "red");
    Ran table = by("key-of-reader", "list", "--tag", "red");
    assertThat(table.code()).as(table.err()).isZero();
    assertThat(table.out().lines().toList().get(0)).startsWith("ID ").contains("STATUS", "COST");
    assertThat(table.out().lines().toList().get(1)).startsWith(two).contains("failed");
    assertThat(table.out().lines().toList().get(2))
        .startsWith(one)
        .contains("succeeded", "pa\uFFFDir"); // a name does not steer the terminal
    assertThat(table.err()).isEmpty();
    Value json = json(executions("list", "--tag", "red", "--status", "failed", "-o", "json").out());
    assertThat(items(json, "data")).hasSize(1);
    assertThat(text(json, "data.0.execution_id")).isEqualTo(two);
    assertThat(executions("list", "--tag", "red", "-n", "1", "-o", "json").out())
        .doesNotContain(one);
    Ran none = executions("list", "--flow", "no such & flow");
    assertThat(none.out()).isEmpty();
    assertThat(none.err().strip()).isEqualTo("no executions");
  }

  @Test
  void one_is_shown_with_its_nodes() throws Exception {
    String id = begun(BROKEN, "blue");
    Ran shown = executions("get", id);
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out())
        .containsPattern("status +failed")
        .containsPattern("first +succeeded")
        .containsPattern("second +failed .*'y' was not found");
    Value json = json(executions("show", id, "-o", "json").out());
    assertThat(text(json, "node_status.second.state")).isEqualTo("failed");
  }

  @Test
  void events_are_shown_and_the_command_ends_as_the_execution_did() throws Exception {
    String id = begun(PAIR, "green");
    Ran good = executions("events", id);
    assertThat(good.code()).as(good.err()).isZero();
    assertThat(good.out().lines().map(line -> line.strip().split("\\s+", -1)[2]))
        .containsExactly(
            "execution.started",
            "node.started",
            "node.finished",
            "node.started",
            "node.finished",
            "execution.finished");
    assertThat(executions("follow", begun(BROKEN, "green")).code()).isEqualTo(1);
    Ran rest = executions("events", id, "--after", "5", "-o", "json");
    assertThat(text(json(rest.out()), "type")).isEqualTo("execution.finished");
    assertThat(executions("events", id, "--after", "6").code()).isZero();
  }

  @Test
  void an_execution_can_be_stopped_by_who_may() throws Exception {
    String id = begun(SLOW, "grey");
    assertThat(by("key-of-reader", "cancel", id).code()).isEqualTo(4);
    Ran cancelled = executions("cancel", id);
    assertThat(cancelled.code()).as(cancelled.err()).isZero();
    assertThat(cancelled.out().strip()).isIn("cancelling", "cancelled");
    assertThat(executions("events", id).code()).isEqualTo(130);
    assertThat(executions("cancel", id).out().strip()).isEqualTo("cancelled");
  }

  @Test
  void a_rerun_is_named_and_can_be_followed() throws Exception {
    String id = begun(BROKEN, "pink");
    Path context = Files.writeString(folder.resolve("context.json"), "{\"x\": 1, \"y\": 2}");
    Ran rerun = executions("rerun", id, "--context", context.toString(), "--follow");
    assertThat(rerun.code()).as(rerun.err()).isZero();
    String fresh = rerun.out().lines().findFirst().orElseThrow();
    assertThat(fresh).isNotEqualTo(id);
    assertThat(rerun.out())
        .doesNotContainPattern("node.started +first")
        .containsPattern("node.started +second");
    assertThat(executions("get", fresh).out()).containsPattern("parent_execution_id +" + id);
    Ran all = executions("rerun", id, "--from", "first,second", "-f");
    assertThat(all.code()).isEqualTo(1);
    assertThat(all.out()).contains("first");
    assertThat(executions("rerun", id, "--from", "third").code()).isEqualTo(1);
    assertThat(executions("rerun", id, "--context", "none.json").code()).isEqualTo(2);
    Path broken = Files.writeString(folder.resolve("broken.json"), "{");
    assertThat(executions("rerun", id, "--flow", broken.toString()).code()).isEqualTo(3);
  }

  @Test
  void what_is_not_there_is_said() {
    for (String command : new String[] {"get", "events", "cancel", "rerun"}) {
      Ran ran = executions(command, "no/such one");
      assertThat(ran.code()).as(command).isEqualTo(1);
      assertThat(ran.err()).as(command).contains("there is no");
    }
    assertThat(by("key-of-nobody", "list").code()).isEqualTo(4);
    assertThat(executions("list", "-n", "0").code()).isEqualTo(2);
    assertThat(executions("list", "--status", "odd").err()).contains("none of the statuses");
    assertThat(TestParts.command(Map.of(), "executions").code()).isEqualTo(2);
    assertThat(
            TestParts.command(Map.of(), "executions", "list", "--server", "http://127.0.0.1:1")
                .code())
        .isEqualTo(5);
  }

  @Test
  void a_connection_that_breaks_is_made_anew_behind_what_was_told() throws Exception {
    try (var listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread stand =
          Thread.ofVirtual()
              .start(() -> {
                answer(listening, "id: 1\nevent: execution.started\ndata: {\"at_ms\": 0}\n\n");
                answer(
                    listening,
                    "id: 2\nevent: execution.finished\ndata: {\"status\": \"timed_out\"}\n\n");
              });
      Ran ran =
          TestParts.command(
              Map.of(),
              "executions",
              "events",
              "x",
              "--server",
              "http://127.0.0.1:" + listening.getLocalPort());
      stand.join();
      assertThat(ran.code()).isEqualTo(124);
      assertThat(ran.out()).hasLineCount(2);
      assertThat(ran.err()).contains("resuming");
      assertThat(lastEventId).isEqualTo("1");
    }
  }

  private volatile String lastEventId = "";

  /// Tells the events and hangs up.
  private void answer(ServerSocket listening, String events) {
    try (Socket socket = listening.accept()) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        if (line.toLowerCase(java.util.Locale.ROOT).startsWith("last-event-id: ")) {
          lastEventId = line.substring("last-event-id: ".length());
        }
      }
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + events)
                  .getBytes(StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }
}
