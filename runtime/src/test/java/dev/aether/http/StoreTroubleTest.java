package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.ExecutionSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Json;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import dev.aether.testing.ServerProcess;
import dev.aether.testing.VendorStandIn;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files that cannot be read, and disks that take no more.
@Timeout(90)
class StoreTroubleTest {
  private static final String CHAIN =
      """
      {"dag": {"metadata": {"flow_name": "chain"}, "nodes": [
        {"id": "a", "prompt": "one NAME", "model": "gpt-4o-mini"},
        {"id": "b", "prompt": "two {{node.a.output}}", "model": "gpt-4o-mini"}]},
       "options": {"cache": "bypass"}}
      """;

  @TempDir Path folder;

  private LocalServer server(VendorStandIn vendor) {
    return new LocalServer(
        Settings.defaults()
            .with(ExecutionSetting.STORE, folder.resolve("executions.db").toString())
            .with(LlmSetting.OPENAI_API_KEY, "sk-test")
            .with(LlmSetting.OPENAI_BASE_URL, vendor.openAi().toString())
            .with(TelemetrySetting.LOG_LEVEL, "error"));
  }

  private static String text(Answer answer, String path) {
    return Json.at(answer.json(), path).asText();
  }

  private static String begin(LocalServer server, String name) throws InterruptedException {
    return server
        .post("/v1/executions", CHAIN.replace("NAME", name), "Prefer", "respond-async")
        .header("Location");
  }

  private void change(String sql, String path) throws SQLException {
    try (Connection file =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("executions.db"));
        PreparedStatement update = file.prepareStatement(sql)) {
      update.setString(1, path.substring("/v1/executions/".length()));
      assertThat(update.executeUpdate()).isPositive();
    }
  }

  @Test
  void what_cannot_be_read_fails_by_itself_and_says_so() throws Exception {
    try (var vendor = VendorStandIn.start()) {
      var asked = new CountDownLatch(4);
      vendor.usually(request -> {
        if (request.prompt().startsWith("one") || request.prompt().contains("ended")) {
          return Behaviour.ECHO;
        }
        asked.countDown();
        return Behaviour.ECHO.after(Duration.ofMinutes(5));
      });
      String ended;
      String torn;
      String unknown;
      String lost;
      String whole;
      try (var server = server(vendor)) {
        Answer first = server.post("/v1/executions", CHAIN.replace("NAME", "ended"));
        ended = "/v1/executions/" + text(first, "execution_id");
        torn = begin(server, "torn");
        unknown = begin(server, "unknown");
        lost = begin(server, "lost");
        whole = begin(server, "whole");
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      }
      spoil(ended, "\"succeeded\",\"node\":\"b\"", "\"succeeded,");
      spoil(torn, "\"succeeded\",\"node\":\"a\"", "\"succeeded,");
      spoil(unknown, "\"e\":\"started\"", "\"e\":\"?\"");
      change("UPDATE events SET data = '' WHERE number = 0 AND execution_id = ?", lost);
      vendor.usually(_ -> Behaviour.ECHO);
      int calls = vendor.log().size();
      try (var server = server(vendor)) {
        for (String path : new String[] {ended, torn, unknown, lost}) {
          assertThat(server.get(path + "/events").body()).contains("event: execution.finished");
          Answer end = server.get(path);
          assertThat(text(end, "status")).as(path).isEqualTo("failed");
          assertThat(text(end, "errors")).contains("cannot be read any more; run the flow again");
          assertThat(end.body()).contains("\"unreadable_record\"");
        }
        assertThat(text(server.get(torn), "node_status.a.state")).isEqualTo("failed");
        assertThat(text(server.get(torn), "node_status.b.state")).isEqualTo("skipped");
        server.get(whole + "/events");
        assertThat(text(server.get(whole), "output")).isEqualTo("two one whole");
        assertThat(text(server.get("/v1/executions?status=succeeded"), "data")).contains("chain");
      }
      assertThat(vendor.log()).as("only the whole one went on").hasSize(calls + 1);
      try (var server = server(vendor)) {
        assertThat(text(server.get(torn), "status")).isEqualTo("failed");
      }
    }
  }

  /// Puts something into an event that nothing of ours has written.
  private void spoil(String path, String written, String instead) throws Exception {
    change(
        "UPDATE events SET data = replace(data, '%1$s', '%2$s') WHERE data LIKE '%%%1$s%%' AND execution_id = ?"
            .formatted(written, instead),
        path);
  }

  private Map<String, String> environment() {
    return Map.of(
        "AETHER_EXECUTION_STORE",
        folder.resolve("executions.db").toString(),
        "AETHER_EXECUTION_KEEP",
        "100000",
        "AETHER_LOG_LEVEL",
        "error");
  }

  /// The system refuses to let files grow, as on a full disk.
  @Test
  void a_full_disk_is_a_clear_refusal_and_nothing_that_was_refused_comes_back() throws Exception {
    String body =
        "{\"dag\": {\"nodes\": []}, \"context\": {\"x\": \"%s\"}}".formatted("y".repeat(30_000));
    int accepted = 0;
    try (var client = HttpClient.newHttpClient()) {
      try (var server =
          new ServerProcess(environment(), "sh", "-c", "ulimit -f 6000; exec \"$@\"", "sh")) {
        HttpResponse<String> answer = post(client, server.base(), body);
        while (answer.statusCode() == 202) {
          accepted++;
          assertThat(accepted).as("the limit holds").isLessThan(1000);
          answer = post(client, server.base(), body);
        }
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"store_unavailable\"");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        post(client, server.base(), body);
        server.kill();
      }
      assertThat(accepted).isPositive();
      try (var server = new ServerProcess(environment())) {
        assertThat(post(client, server.base(), body).statusCode()).isEqualTo(202);
        HttpResponse<String> list =
            client.send(
                HttpRequest.newBuilder(server.base().resolve("/v1/executions?limit=200")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(
                JsonText.JSON.read(list.body()) instanceof JsonText.Parsed(Value value)
                        && Json.at(value, "data") instanceof Value.Arr(var items)
                    ? items.size()
                    : -1)
            .isEqualTo(accepted + 1);
      }
    }
  }

  private static HttpResponse<String> post(HttpClient client, URI base, String body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(base.resolve("/v1/executions"))
            .header("Content-Type", "application/json")
            .header("Prefer", "respond-async")
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
