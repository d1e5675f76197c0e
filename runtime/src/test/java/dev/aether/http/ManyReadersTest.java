package dev.aether.http;

import static dev.aether.testing.Json.number;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.testing.LocalServer;
import dev.aether.testing.StreamReader;
import dev.aether.testing.StreamReader.Event;
import dev.aether.testing.Until;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many readers of one execution's events, and some that take nothing.
///
/// With `-Dreaders=2000` it says how long events were on their way, from when they happened to when
/// a reader had them; docs/executions.md has the figures.
@Timeout(300)
class ManyReadersTest {
  private static final int READERS = Integer.getInteger("readers", 100);
  private static final boolean MEASURED = System.getProperty("readers") != null;
  private static final int NODES = MEASURED ? 40 : 8;
  private static final Pattern EVENT = Pattern.compile("\"seq\":(\\d+),\"ts\":\"([^\"]+)\"");

  @Test
  void readers_that_take_nothing_delay_nobody() throws Exception {
    Settings settings =
        Settings.defaults()
            .with(LlmSetting.MOCK_LATENCY_MS, "100")
            .with(TelemetrySetting.LOG_LEVEL, "error");
    try (var server = new LocalServer(settings)) {
      if (MEASURED) {
        watched(server); // a first time, so that both are warm
        say("nobody stalls", watched(server));
      }
      String large = begun(server, large());
      Until.so(() -> standing(server, large).equals("succeeded"));
      try (var stalled = StreamReader.narrow(server.port(), events(large))) {
        stalled.awaitEvent("execution.started");
        long[] delays = watched(server);
        assertThat(number(server.get("/v1/live").json(), "event_readers"))
            .as("the one that stalls holds its place")
            .isPositive();
        say("one reader stalls", delays);
      }
    }
  }

  private static String events(String id) {
    return "/v1/executions/" + id + "/events";
  }

  private static String begun(LocalServer server, String flow) throws InterruptedException {
    return text(
        server.post("/v1/executions", flow, "Prefer", "respond-async").json(), "execution_id");
  }

  private static String standing(LocalServer server, String id) {
    try {
      return text(server.get("/v1/executions/" + id).json(), "status");
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /// Has all readers watch an execution; each must have every event, in order.
  ///
  /// @return how long each event was on its way to each reader, in microseconds, in rising order
  private static long[] watched(LocalServer server) throws Exception {
    String id = begun(server, chain());
    List<FutureTask<List<Long>>> readers = new ArrayList<>();
    List<StreamReader> streams = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      streams.add(StreamReader.get(server.port(), events(id)));
    }
    for (StreamReader stream : streams) {
      var reader = new FutureTask<>(() -> delays(stream));
      readers.add(reader);
      Thread.ofVirtual().start(reader);
    }
    var all = new ArrayList<Long>();
    for (FutureTask<List<Long>> reader : readers) {
      List<Long> delays = reader.get();
      assertThat(delays.size()).isGreaterThan(2 * NODES);
      all.addAll(delays.subList(delays.size() / 2, delays.size())); // when all were there
    }
    streams.forEach(StreamReader::close);
    return all.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private static List<Long> delays(StreamReader stream) {
    List<Long> delays = new ArrayList<>();
    String last = "";
    for (Optional<Event> event = stream.next(); event.isPresent(); event = stream.next()) {
      Instant now = Instant.now();
      Matcher matcher = EVENT.matcher(event.get().data()); // parsing would take longer than the way
      if (matcher.find()) { // texts under way have no number
        assertThat(matcher.group(1)).isEqualTo(Integer.toString(delays.size() + 1));
        delays.add(Duration.between(Instant.parse(matcher.group(2)), now).toNanos() / 1000);
        last = event.get().type();
      }
    }
    assertThat(last).isEqualTo("execution.finished");
    return delays;
  }

  private static void say(String what, long[] delays) {
    if (MEASURED) {
      System.out.printf(
          "%d readers, %s: median %.1f ms, p99 %.1f ms, max %.1f ms, of %d events%n",
          READERS,
          what,
          delays[delays.length / 2] / 1e3,
          delays[delays.length * 99 / 100] / 1e3,
          Arrays.stream(delays).max().orElse(0) / 1e3,
          delays.length);
    }
  }

  private static String chain() {
    return flow(
        "\"prompt\": \"p%1$d {{context.x}}\", \"dependencies\": [%2$s]", NODES, "tea", "bypass");
  }

  private static String large() {
    return flow(
        "\"node_type\": \"compute\", \"prompt_template\": \"{{context.x}}\"",
        20,
        "x".repeat(1_000_000),
        "default");
  }

  private static String flow(String node, int nodes, String value, String cache) {
    List<String> all =
        IntStream.range(0, nodes)
            .mapToObj(i ->
                ("{\"id\": \"n" + i + "\", " + node + "}")
                    .formatted(i, i == 0 ? "" : "\"n" + (i - 1) + "\""))
            .toList();
    return "{\"dag\": {\"nodes\": [%s]}, \"context\": {\"x\": \"%s\"}, \"options\": {\"cache\": \"%s\"}}"
        .formatted(String.join(",", all), value, cache);
  }
}
