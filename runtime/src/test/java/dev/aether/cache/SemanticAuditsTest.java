package dev.aether.cache;

import static dev.aether.testing.Json.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cache.semantic.FakeEmbedder;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Source;
import dev.aether.testing.Variants;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SemanticAuditsTest extends SemanticCacheFixture {
  @Test
  void an_audit_corrects_a_wrong_answer_and_its_tokens_are_counted() throws Exception {
    next = of(Variants.FULL, "cold");
    cache.complete(Variants.FULL, call(Mode.DEFAULT, ASKED));
    next = of(Variants.FULL, "magnets");
    String worded = "How does a refrigerator work then?";
    assertThat(source(Variants.FULL, call(Mode.DEFAULT, worded))).isEqualTo(Source.SEMANTIC_CACHE);
    while (number(cache.details("t"), "audit_tokens") < 7) {
      Thread.onSpinWait();
    }
    assertThat(number(cache.details("t"), "wrong_audits")).isEqualTo(1);
    assertThat(number(cache.details("other"), "audits")).isZero();
    Completion corrected = (Completion) cache.complete(Variants.FULL, call(Mode.ONLY, worded));
    assertThat(corrected.text()).isEqualTo("magnets");
  }

  @Test
  void audits_beyond_their_places_are_dropped_and_those_that_run_end_with_the_cache()
      throws Exception {
    var reached = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    LlmClient hanging =
        (_, asked) -> {
          if (asked.cache().meaning().isPresent()) {
            return next;
          }
          try {
            reached.countDown();
            new CountDownLatch(1).await();
            return next;
          } finally {
            ended.countDown();
          }
        };
    SemanticCache slow = over(hanging, new FakeEmbedder(), 1);
    slow.complete(Variants.FULL, call(Mode.DEFAULT, ASKED));
    slow.complete(Variants.FULL, call(Mode.DEFAULT, SAME));
    reached.await();
    slow.complete(Variants.FULL, call(Mode.DEFAULT, SAME));
    assertThat(number(slow.details("t"), "dropped_audits")).isEqualTo(1);
    slow.close();
    ended.await();
  }
}
