package dev.aether.http;

import static dev.aether.testing.Json.number;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.LlmSetting;
import dev.aether.config.ServerSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.testing.Behaviour;
import dev.aether.testing.LocalServer;
import dev.aether.testing.StreamReader;
import dev.aether.testing.StreamReader.Event;
import dev.aether.testing.Until;
import dev.aether.testing.VendorStandIn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Event streams on real sockets: read to the end, left in the middle, or not read at all.
@Timeout(60)
class EventStreamTest {
  private static final String WORDS = "one two three four five six seven eight nine ten ";
  private static final String FLOW =
      """
      {"dag": {"nodes": [{"id": "a", "prompt": "count", "model": "gpt-4o-mini"}]},
       "options": {"cache": "bypass", "on_disconnect": "%s"}}
      """;

  private final VendorStandIn vendor = VendorStandIn.start();
  private final LocalServer server =
      new LocalServer(
          Settings.defaults()
              .with(LlmSetting.OPENAI_API_KEY, "sk-test")
              .with(LlmSetting.OPENAI_BASE_URL, vendor.openAi().toString())
              .with(ServerSetting.WRITE_TIMEOUT_SECS, "1")
              .with(TelemetrySetting.LOG_LEVEL, "error"));

  @AfterEach
  void stop() {
    server.close();
    vendor.close();
  }

  static Value json(Event event) {
    return JsonText.JSON.parse(event.data()).orElseThrow();
  }

  @Test
  void execute_streams_texts_as_they_come_and_ends_with_the_report() {
    vendor.usually(_ -> Behaviour.say(WORDS).dripping(Duration.ofMillis(5)));
    List<Event> events = new ArrayList<>();
    try (var reader =
        StreamReader.post(server.port(), "/execute?sequential=true", FLOW.formatted("cancel"))) {
      for (Optional<Event> event = reader.next(); event.isPresent(); event = reader.next()) {
        events.add(event.get());
      }
    }
    List<Event> deltas = events.stream().filter(e -> e.type().equals("node.delta")).toList();
    assertThat(deltas).hasSizeGreaterThan(1);
    assertThat(
            String.join(
                "", deltas.stream().map(EventStreamTest::json).map(d -> text(d, "text")).toList()))
        .isEqualTo(WORDS);
    assertThat(
            deltas.stream()
                .map(EventStreamTest::json)
                .map(delta -> Instant.parse(text(delta, "ts")))
                .toList())
        .isSorted();
    assertThat(number(json(deltas.getFirst()), "at_ms")).isPositive();
    Event last = events.getLast();
    assertThat(last.type()).isEqualTo("execution.finished");
    assertThat(text(json(last), "status")).isEqualTo("succeeded");
    assertThat(text(json(last), "output")).isEqualTo(WORDS);
    assertThat(text(json(last), "cost.currency")).isEqualTo("USD");
    assertThat(text(json(last), "report.results.0.output")).isEqualTo(WORDS);
    assertThat(number(json(last), "report.total_token_cost")).isPositive();
    assertThat(text(json(last), "report.execution_id")).isEqualTo(text(json(last), "execution_id"));
  }

  @Test
  void what_cannot_run_is_refused_before_a_stream_begins() throws Exception {
    for (String path : List.of("/execute", "/v1/executions")) {
      BadInputTest.isProblem(
          server.post(path, "{\"dag\": {\"nodes\": [{}]}}", "Accept", "text/event-stream"),
          422,
          "invalid_dag");
    }
  }

  @Test
  void a_reader_that_leaves_takes_the_execution_with_it() throws Exception {
    for (String path : List.of("/execute", "/v1/executions")) {
      vendor.usually(_ -> Behaviour.say(WORDS.repeat(2000)).dripping(Duration.ofMillis(2)));
      String id = leave(path, "cancel");
      Until.so(() -> !standing(id).equals("running"));
      Until.so(() -> standing(id).equals("cancelled"));
    }
  }

  @Test
  void an_execution_goes_on_without_its_reader_if_it_is_told_to() throws Exception {
    for (String path : List.of("/execute", "/v1/executions")) {
      vendor.usually(_ -> Behaviour.say(WORDS.repeat(20)).dripping(Duration.ofMillis(2)));
      String id = leave(path, "continue");
      Until.so(() -> !standing(id).equals("running"));
      assertThat(standing(id)).isEqualTo("succeeded");
    }
  }

  /// Reads until text comes, and hangs up.
  private String leave(String path, String onDisconnect) {
    var reader = StreamReader.post(server.port(), path, FLOW.formatted(onDisconnect));
    String id = text(json(reader.awaitEvent("node.delta")), "execution_id");
    reader.hangUp();
    return id;
  }

  private String standing(String id) {
    try {
      return text(server.get("/v1/executions/" + id).json(), "status");
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void a_reader_that_takes_nothing_holds_up_nobody_and_loses_its_connection() throws Exception {
    String id =
        text(
            server.post("/v1/executions", LARGE.formatted("x".repeat(1_000_000))).json(),
            "execution_id");
    String path = "/v1/executions/" + id + "/events";
    try (var stalled = StreamReader.narrow(server.port(), path)) {
      stalled.awaitEvent("execution.started");
      assertThat(server.get(path).body()).hasSizeGreaterThan(20_000_000);
      Until.so(() -> readers() == 0);
    }
  }

  private double readers() {
    try {
      return number(server.get("/v1/live").json(), "event_readers");
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /// Twenty outputs of a megabyte: more than the buffers of a connection hold.
  private static final String LARGE = large();

  private static String large() {
    var nodes = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      nodes
          .append(i == 0 ? "" : ",")
          .append("{\"id\": \"n%d\", \"node_type\": \"compute\", ".formatted(i))
          .append("\"prompt_template\": \"{{context.x}}\"}");
    }
    return "{\"dag\": {\"nodes\": [" + nodes + "]}, \"context\": {\"x\": \"%s\"}}";
  }
}
