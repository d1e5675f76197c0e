package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.json.JsonText;
import dev.aether.llm.Asking;
import dev.aether.llm.Call;
import dev.aether.llm.LlmClient;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Behaviour.Fault;
import dev.aether.testing.VendorStandIn;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Keys go into one header and nowhere else, at the finest level of every logger.
class SecretKeysTest {
  private static final String SECRET = "sk-ant-Zx81kQpTopSecret";

  private final VendorStandIn vendor = VendorStandIn.start();
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final Logger root = Logger.getLogger("");
  private final Level usual = root.getLevel();
  private final Handler handler =
      new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
          heard.add(formatter.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    handler.setLevel(Level.ALL);
    root.setLevel(Level.ALL);
    root.addHandler(handler);
  }

  @AfterEach
  void stop() {
    root.removeHandler(handler);
    root.setLevel(usual);
    vendor.close();
  }

  private void ask(LlmClient client, boolean streaming) {
    Call call = Asking.retried(Asking.THRICE, event -> heard.add(event.toString()));
    try {
      heard.add(
          client
              .complete(
                  Asking.request("vendor", "claude-x", "hello"), streaming ? call.streamed() : call)
              .toString());
    } catch (InterruptedException | RuntimeException thrown) {
      heard.add(thrown.toString());
    }
  }

  @Test
  void no_log_line_event_or_result_contains_a_key() throws Exception {
    var tools =
        new ClientTools(
            JsonText.JSON, text -> text.length(), InstantSource.system(), System::nanoTime);
    var key = Optional.of(new ApiKey(SECRET));
    var nobody = URI.create("http://127.0.0.1:1");
    var endpoint = new Endpoint("vendor", vendor.anthropic(), key);
    heard.add(endpoint.toString() + key);
    try (var anthropic = new AnthropicClient(endpoint, _ -> 100, tools);
        var openAi =
            new OpenAiClient(new Endpoint("vendor", vendor.openAi(), key), Quirks.NONE, tools);
        var lonely =
            new OpenAiClient(
                new Endpoint(
                    "vendor",
                    nobody,
                    key,
                    Map.of("x-team", SECRET),
                    endpoint.connectTimeout(),
                    1,
                    endpoint.idleTime()),
                Quirks.NONE,
                tools)) {
      for (boolean streaming : List.of(false, true)) {
        vendor.then(
            Behaviour.ECHO,
            Behaviour.fail(500, "api_error"),
            Behaviour.fail(401, "authentication_error"),
            Behaviour.ECHO.with(Fault.CUT),
            Behaviour.ECHO.with(Fault.GARBAGE),
            Behaviour.ECHO.with(Fault.CLOSE));
        for (int i = 0; i < 6; i++) {
          ask(anthropic, streaming);
        }
        ask(openAi, streaming);
        ask(lonely, streaming);
      }
    }

    assertThat(vendor.log().getFirst().headers()).containsEntry("x-api-key", SECRET);
    assertThat(vendor.log().getLast().headers()).containsEntry("authorization", "Bearer " + SECRET);
    assertThat(heard).hasSizeGreaterThan(16).noneMatch(line -> line.contains(SECRET));
  }
}
