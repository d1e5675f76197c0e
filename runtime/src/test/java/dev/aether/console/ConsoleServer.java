package dev.aether.console;

import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A server with a mock that answers at a pace at which one can watch, and flows to be watched.
final class ConsoleServer implements AutoCloseable {
  private static final Path FOLDER = Path.of("src/test/resources/dev/aether/console");

  private final LocalServer server;

  ConsoleServer() {
    this(settings(Settings.defaults()));
  }

  ConsoleServer(Settings settings) {
    this.server = new LocalServer(settings);
  }

  /// Settings with the mock's script and its prices.
  static Settings settings(Settings base) {
    return base.with(LlmSetting.MOCK_FILE, FOLDER.resolve("mock.yaml").toString())
        .with(LlmSetting.MODELS_FILE, FOLDER.resolve("models.yaml").toString())
        .with(TelemetrySetting.LOG_LEVEL, "error");
  }

  /// The desk of replies: eight nodes, one of which succeeds at the second try only.
  static String desk() {
    try {
      return Files.readString(FOLDER.resolve("desk.json"));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /// A request with one flow of quick nodes in layers, the same for the same seed.
  static String layers(String name, int nodes, int layers, long seed) {
    var random = new Random(seed);
    List<String> items = new ArrayList<>();
    List<List<String>> placed = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      placed.add(new ArrayList<>());
    }
    List<String> verbs = List.of("summarise", "classify", "extract", "rank", "translate", "check");
    for (int i = 0; i < nodes; i++) {
      int layer = i * layers / nodes;
      var prompt = new StringBuilder("quick part " + i);
      for (int n = random.nextInt(2); layer > 0 && n < 2; n++) {
        List<String> above = placed.get(layer - 1);
        prompt.append("\\n{{node.%s.output}}".formatted(above.get(random.nextInt(above.size()))));
      }
      String id = "%s_%03d".formatted(verbs.get(random.nextInt(verbs.size())), i);
      placed.get(layer).add(id);
      items.add("{\"id\": \"%s\", \"prompt\": \"%s\"}".formatted(id, prompt));
    }
    return "{\"dag\": {\"metadata\": {\"flow_name\": \"%s\"}, \"nodes\": [%s]}, \"options\": {\"max_concurrency\": 24}}"
        .formatted(name, String.join(",\n", items));
  }

  LocalServer http() {
    return server;
  }

  String address(String path) {
    return server.uri(path).toString();
  }

  /// Runs a request to its end and gives its execution's id.
  String ran(String request) throws InterruptedException {
    Answer answer = server.post("/v1/executions", request);
    assertThat(answer.status()).isEqualTo(200);
    return text(answer.json(), "execution_id");
  }

  /// Begins a request and gives its execution's id.
  String begun(String request) throws InterruptedException {
    Answer answer = server.post("/v1/executions", request, "Prefer", "respond-async");
    assertThat(answer.status()).isEqualTo(202);
    return text(answer.json(), "execution_id");
  }

  @Override
  public void close() {
    server.close();
  }
}
