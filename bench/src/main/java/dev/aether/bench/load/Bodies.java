package dev.aether.bench.load;

import dev.aether.bench.Flows;
import dev.aether.context.Members;
import dev.aether.context.Value;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/// Requests for `/execute`.
final class Bodies {
  private static final int FIELD = 200;

  private Bodies() {}

  /// Five nodes and one that joins them, about the same topic each time.
  static IntFunction<byte[]> same() {
    byte[] body = about("trains");
    return _ -> body;
  }

  /// The same flow about something new each time, so that no cache has it.
  static IntFunction<byte[]> differing(String name) {
    return number -> about(name + number);
  }

  private static byte[] about(String topic) {
    return "{\"dag\":%s,\"context\":{\"topic\":\"%s\"}}"
        .formatted(Flows.fan(5), topic)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// One node, about something new each time.
  static IntFunction<byte[]> single(String name) {
    return number ->
        "{\"dag\":%s,\"context\":{}}"
            .formatted(
                "{\"nodes\":[{\"id\":\"a\",\"prompt_template\":\"%s %d\"}]}"
                    .formatted(name, number))
            .getBytes(StandardCharsets.UTF_8);
  }

  /// Calls as the runtime makes them for a node of that flow.
  static IntFunction<byte[]> calls() {
    return number ->
        ("{\"model\":\"gpt-5-mini\",\"messages\":[{\"role\":\"user\",\"content\":"
                + "\"Say %d of trains\"}]}")
            .formatted(number)
            .getBytes(StandardCharsets.UTF_8);
  }

  /// A document of about so many bytes.
  static Value ofSize(int bytes) {
    var document = new Members();
    for (int i = 0; i * FIELD < bytes; i++) {
      document.put("field" + i, "x".repeat(Math.max(1, Math.min(FIELD, bytes - i * FIELD) - 13)));
    }
    return document.end();
  }
}
