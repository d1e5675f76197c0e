package dev.aether.cache;

import static dev.aether.llm.Calls.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cache.semantic.AnswerCodec;
import dev.aether.cache.semantic.FakeEmbedder;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.testing.Variants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemanticFileTest extends SemanticCacheFixture {
  @Test
  void what_is_remembered_survives_a_restart_with_its_ids_unless_the_embedder_is_another(
      @TempDir Path folder) throws Exception {
    CacheFiles files = keep(cache, folder);
    cache.complete(Variants.FULL, call(Mode.DEFAULT, ASKED));
    Completion hit = (Completion) cache.complete(Variants.FULL, call(Mode.ONLY, SAME));
    String id = hit.match().orElseThrow().entryId();
    files.close();

    SemanticCache reborn = over((_, _) -> CacheFixture.DOWN, new FakeEmbedder(), 1);
    keep(reborn, folder).close();
    Completion again = (Completion) reborn.complete(Variants.FULL, call(Mode.ONLY, SAME));
    assertThat(again.text()).isEqualTo("cold");
    assertThat(again.match().orElseThrow().entryId()).isEqualTo(id);
    assertThat(reborn.delete("other", id)).isFalse();
    assertThat(reborn.delete("t", id)).isTrue();

    SemanticCache foreign = over((_, _) -> CacheFixture.DOWN, new FakeEmbedder("another"), 1);
    keep(foreign, folder).close();
    assertThat(foreign.stats().entries()).isZero();
  }

  /// Answers are kept as their text alone.
  static CacheFiles keep(SemanticCache layer, Path folder) throws IOException {
    AnswerCodec<Completion> texts =
        new AnswerCodec<>() {
          @Override
          public byte[] write(Completion answer) {
            return answer.text().getBytes(StandardCharsets.UTF_8);
          }

          @Override
          public Completion read(byte[] bytes) {
            return of(Variants.FULL, new String(bytes, StandardCharsets.UTF_8));
          }
        };
    return CacheFiles.keep(folder, List.of(layer.persistent(texts)), Duration.ofDays(1));
  }
}
