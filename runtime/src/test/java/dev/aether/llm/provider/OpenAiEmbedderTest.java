package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.cache.semantic.Embedder;
import dev.aether.cache.semantic.EmbedderContract;
import dev.aether.cache.semantic.EmbeddingException;
import dev.aether.json.JsonText;
import dev.aether.testing.Behaviour;
import dev.aether.testing.Behaviour.Fault;
import dev.aether.testing.FakeNanos;
import dev.aether.testing.VendorStandIn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiEmbedderTest extends EmbedderContract {
  final VendorStandIn vendor = VendorStandIn.start();
  final FakeNanos nanos = new FakeNanos();
  final OpenAiEmbedder embedder = with(new ApiKey("sk-embeddings"));

  OpenAiEmbedder with(ApiKey key) {
    return new OpenAiEmbedder(
        new Endpoint("openai", vendor.openAi(), Optional.of(key)),
        new OpenAiEmbedder.Model("small", 256),
        new ClientTools(
            JsonText.JSON, text -> text.split("\\s+").length, () -> Instant.EPOCH, nanos));
  }

  @Override
  protected Embedder embedder() {
    return embedder;
  }

  @AfterEach
  void close() {
    embedder.close();
    vendor.close();
  }

  @Test
  void the_server_is_told_the_model_and_the_size() throws Exception {
    embedder.embed("a text");
    assertThat(vendor.log().getLast().path()).isEqualTo("/v1/embeddings");
    assertThat(vendor.log().getLast().body().asText())
        .isEqualTo(
            "{\"model\":\"small\",\"input\":\"a text\",\"dimensions\":256,"
                + "\"encoding_format\":\"float\"}");
  }

  @Test
  void after_a_failure_the_server_has_its_rest() throws Exception {
    vendor.then(Behaviour.fail(500, "server_error"));
    assertThatThrownBy(() -> embedder.embed("a text")).isInstanceOf(EmbeddingException.class);
    assertThatThrownBy(() -> embedder.embed("a text")).hasMessageContaining("a moment ago");
    assertThat(vendor.log()).hasSize(1);
    nanos.pass(Duration.ofSeconds(5));
    assertThat(embedder.embed("a text")).hasSize(256);
  }

  @Test
  void neither_the_key_nor_the_text_is_in_a_message() {
    try (var stranger = with(new ApiKey("pk-nobody"))) {
      assertThatThrownBy(() -> stranger.embed("my secret text"))
          .isInstanceOf(EmbeddingException.class)
          .satisfies(failure -> {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
              assertThat(cause.toString()).doesNotContain("pk-nobody", "my secret text");
            }
          });
    }
  }

  @Test
  void an_interrupt_ends_the_wait() throws Exception {
    vendor.then(Behaviour.ECHO.with(Fault.HANG));
    var task =
        new FutureTask<>(() -> {
          try {
            return embedder.embed("a text").length;
          } catch (InterruptedException cancelled) {
            return -1;
          }
        });
    Thread caller = Thread.ofVirtual().start(task);
    while (vendor.log().isEmpty()) {
      Thread.onSpinWait();
    }
    caller.interrupt();
    assertThat(task.get()).isEqualTo(-1);
  }
}
