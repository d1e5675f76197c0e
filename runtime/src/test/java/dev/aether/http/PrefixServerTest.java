package dev.aether.http;

import static dev.aether.testing.Json.number;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.context.Value;
import dev.aether.testing.Behaviour;
import dev.aether.testing.LocalServer;
import dev.aether.testing.SeenRequest;
import dev.aether.testing.VendorStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Flows whose nodes begin with the same long prompt, in front of vendors that keep prefixes.
@Timeout(60)
class PrefixServerTest {
  private static final String DOCUMENT = "fact ".repeat(5000);
  private static final int NODES = 6;

  private final VendorStandIn vendor =
      VendorStandIn.start().usually(_ -> Behaviour.say("an answer"));

  @AfterEach
  void stop() {
    vendor.close();
  }

  private Settings settings() {
    return Settings.defaults()
        .with(LlmSetting.OPENAI_API_KEY, "sk-ant-key")
        .with(LlmSetting.OPENAI_BASE_URL, vendor.openAi().toString())
        .with(LlmSetting.ANTHROPIC_API_KEY, "sk-ant-key")
        .with(LlmSetting.ANTHROPIC_BASE_URL, vendor.anthropic().toString());
  }

  private static String flow(String model, String template, String more) {
    String nodes =
        IntStream.range(0, NODES)
            .mapToObj(i ->
                "{\"id\": \"n%d\", \"model\": \"%s\", \"prompt\": \"%s\"%s}"
                    .formatted(i, model, template.replace("#", "" + i), more))
            .collect(Collectors.joining(","));
    return "{\"dag\": {\"nodes\": [" + nodes + "]}, \"context\": {\"doc\": \"" + DOCUMENT + "\"}}";
  }

  private static String flow(String model) {
    return flow(model, "Read: {{doc}}Then answer #", ", \"system_prompt\": \"Be brief.\"");
  }

  @Test
  void one_node_writes_the_prefix_and_the_others_read_it() throws Exception {
    try (var server = new LocalServer(settings())) {
      Value report = server.post("/execute", flow("claude-sonnet-4-5")).json();

      assertThat(text(report, "status")).isEqualTo("succeeded");
      int prefix = (int) number(report, "usage.cache_write_tokens");
      assertThat(prefix).isGreaterThan(5000);
      assertThat(number(report, "usage.cache_read_tokens")).isEqualTo((NODES - 1) * prefix);
      Value layer = server.get("/cache/stats").at("layers.prefix");
      assertThat(number(layer, "hits")).isEqualTo(NODES - 1);
      assertThat(number(layer, "misses")).isEqualTo(1);
      assertThat(number(layer, "tokens_saved")).isEqualTo((NODES - 1) * prefix);
      assertThat(server.get("/cache/stats").at("misses")).isEqualTo(Value.Num.of(NODES));
      assertThat(server.get("/metrics").body())
          .contains("aether_cache_requests_total{layer=\"prefix\",result=\"hit\"} 5.0")
          .contains("aether_cache_read_tokens_total{model=\"claude-sonnet-4-5\"")
          .contains("aether_cache_entries{layer=\"prefix\"}");
      assertThat(server.post("/cache/clear", "{}").at("cleared")).isEqualTo(Value.Num.of(NODES));
      assertThat(server.get("/cache/stats").at("layers.prefix.entries")).isEqualTo(Value.Num.of(0));
    }
  }

  @Test
  void openai_reads_it_on_the_machine_that_the_key_names() throws Exception {
    try (var server = new LocalServer(settings())) {
      Value report = server.post("/execute", flow("gpt-4.1")).json();

      assertThat(number(report, "usage.cache_read_tokens")).isGreaterThan((NODES - 1) * 4900L);
      assertThat(vendor.log().stream().map(seen -> seen.body().members().get("prompt_cache_key")))
          .doesNotContainNull()
          .hasSize(NODES)
          .containsOnly(vendor.log().getFirst().body().members().get("prompt_cache_key"));
    }
  }

  @Test
  void the_model_reads_the_author_s_text_however_it_is_cut() throws Exception {
    try (var server = new LocalServer(settings())) {
      server.post("/execute", flow("claude-sonnet-4-5"));
      server.post("/execute", flow("gpt-4o-mini"));
    }
    assertThat(vendor.log().stream().map(SeenRequest::prompt).distinct().sorted())
        .containsExactlyElementsOf(
            IntStream.range(0, NODES)
                .mapToObj(i -> "Read: " + DOCUMENT + "Then answer " + i)
                .toList());
    assertThat(vendor.log().stream().map(SeenRequest::system)).containsOnly("Be brief.");
  }

  @Test
  void the_wait_for_the_first_shows_in_the_node_s_time() throws Exception {
    vendor.usually(_ -> Behaviour.say("yes").after(Duration.ofMillis(20)));
    try (var server = new LocalServer(settings())) {
      Value report = server.post("/execute", flow("claude-sonnet-4-5")).json();

      assertThat(
              IntStream.range(0, NODES)
                  .mapToDouble(i -> number(report, "results." + i + ".queue_ms"))
                  .filter(wait -> wait > 0))
          .hasSizeGreaterThanOrEqualTo(NODES - 1);
    }
  }

  @Test
  void what_is_kept_expires_and_is_read_again_within_its_life() throws Exception {
    var time = new AtomicLong();
    vendor.prefixes().by(time::get);
    try (var server = new LocalServer(settings())) {
      server.post("/execute", flow("claude-sonnet-4-5"));
      server.post("/execute", flow("claude-sonnet-4-5").replace("Then", "Now"));
      int once = vendor.prefixes().sum("written");
      assertThat(once).isLessThan(5100);
      time.set(Duration.ofMinutes(6).toNanos());
      server.post("/execute", flow("claude-sonnet-4-5").replace("Then", "Soon"));
      assertThat(vendor.prefixes().sum("written")).isGreaterThan(once);
    }
  }

  @Test
  void what_stands_behind_a_high_value_has_no_mark() throws Exception {
    String high =
        ", \"template_refs\": [{\"raw\": \"{{doc}}\", \"kind\": \"context\", \"sensitivity\":"
            + " \"high\"}]";
    try (var server = new LocalServer(settings())) {
      server.post("/execute", flow("claude-sonnet-4-5", "Read: {{doc}}Then #", high));
    }
    assertThat(vendor.log()).hasSize(NODES);
    assertThat(vendor.prefixes().sum("written")).isZero();
    assertThat(vendor.log()).noneMatch(seen -> seen.body().toString().contains("cache_control"));
  }

  @Test
  void a_provider_can_be_set_off_or_to_an_hour(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("providers.yaml"),
            "providers: {anthropic: {prefix_ttl: 1h}, openai: {prefix_cache: off}}");
    Settings set = settings().with(LlmSetting.PROVIDERS_FILE, file.toString());
    try (var server = new LocalServer(set)) {
      Value hour = server.post("/execute", flow("claude-sonnet-4-5")).json();
      server.post("/execute", flow("gpt-4.1"));

      assertThat(number(hour, "usage.cache_write_tokens")).isPositive();
      assertThat(vendor.log().getFirst().body().toString()).contains("1h");
      assertThat(vendor.log().getLast().body().members()).doesNotContainKey("prompt_cache_key");
      double price = Double.parseDouble(text(hour, "cost.amount"));
      double written = number(hour, "usage.cache_write_tokens") * 2 * 3e-6;
      assertThat(price).as("an hour costs twice the input").isGreaterThan(written);
    }
  }
}
