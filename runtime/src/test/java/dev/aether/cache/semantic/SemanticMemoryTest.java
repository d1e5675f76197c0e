package dev.aether.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.cache.semantic.AnswerComparison.Verdict;
import dev.aether.cache.semantic.Lookup.Hit;
import dev.aether.cache.semantic.Lookup.Miss;
import dev.aether.cache.semantic.Lookup.Reason;
import dev.aether.cache.semantic.Lookup.Unfit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SemanticMemoryTest {
  static final Namespace HERE = new Namespace("here", "tenant");
  static final Namespace THERE = new Namespace("there", "tenant");
  static final Duration HOUR = Duration.ofHours(1);
  static final AnswerCodec<String> UTF8 =
      new AnswerCodec<>() {
        @Override
        public byte[] write(String answer) {
          return answer.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String read(byte[] bytes) {
          return new String(bytes, StandardCharsets.UTF_8);
        }
      };

  final FakeEmbedder embedder = new FakeEmbedder();
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  SemanticMemory<String> memory(Limits limits, Embedder with) {
    return new SemanticMemory<>(
        with,
        (known, fresh) ->
            fresh.equals("?")
                ? Verdict.UNCLEAR
                : known.equals(fresh) ? Verdict.SAME : Verdict.DIFFERENT,
        String::length,
        limits,
        now::get,
        new SplittableRandom(1));
  }

  SemanticMemory<String> memory() {
    return memory(Limits.DEFAULT, embedder);
  }

  static Lookup<String> ask(SemanticMemory<String> memory, Namespace namespace, String text)
      throws InterruptedException {
    return memory.lookup(namespace, new SemanticText(text), 0.01);
  }

  static long teach(SemanticMemory<String> memory, Namespace namespace, String text, String answer)
      throws InterruptedException {
    return memory.learn(miss(ask(memory, namespace, text)), answer, HOUR);
  }

  static Miss<String> miss(Lookup<String> lookup) {
    assertThat(lookup).isInstanceOf(Miss.class);
    return (Miss<String>) lookup;
  }

  static Hit<String> hit(Lookup<String> lookup) {
    assertThat(lookup).isInstanceOf(Hit.class);
    return (Hit<String>) lookup;
  }

  @Test
  void the_same_words_are_a_hit_from_the_first_day() throws Exception {
    var memory = memory();
    long id = teach(memory, HERE, "How does a refrigerator work?", "cold");
    now.updateAndGet(then -> then.plusSeconds(60));
    Hit<String> hit = hit(ask(memory, HERE, "how does a refrigerator work"));
    assertThat(hit.answer()).isEqualTo("cold");
    assertThat(hit.entryId()).isEqualTo(id);
    assertThat(hit.similarity()).isGreaterThan(0.99);
    assertThat(hit.probability()).isBetween(0.9, 1.0);
    assertThat(hit.age()).isEqualTo(Duration.ofSeconds(60));
    assertThat(hit.audit()).isTrue();
  }

  @Test
  void another_number_is_a_miss_that_says_why() throws Exception {
    var memory = memory();
    teach(memory, HERE, "How long do I boil 2 eggs?", "5");
    assertThat(miss(ask(memory, HERE, "How long do I boil 3 eggs?")).veto())
        .contains(VetoReason.NUMBER);
    assertThat(memory.stats().vetoes()).containsEntry(VetoReason.NUMBER, 1L);
  }

  @Test
  void a_refused_entry_does_not_hide_the_right_one_behind_it() throws Exception {
    var memory = memory();
    teach(memory, HERE, "is the shop at the corner open in march or not", "cold");
    teach(memory, HERE, "is the shop at the corner open in may or not", "warm");
    Hit<String> hit = hit(ask(memory, HERE, "is the shop at the corner open in May or not?"));
    assertThat(hit.answer()).isEqualTo("warm");
  }

  @Test
  void an_answer_expires() throws Exception {
    var memory = memory();
    teach(memory, HERE, "How does it work?", "so");
    now.updateAndGet(then -> then.plus(HOUR));
    assertThat(miss(ask(memory, HERE, "How does it work?")).veto()).isEmpty();
    assertThat(memory.stats().entries()).isZero();
  }

  @Test
  void a_deleted_answer_is_gone_with_its_aliases() throws Exception {
    var memory = memory();
    long first = teach(memory, HERE, "How does a refrigerator keep food cold?", "so");
    long alias = teach(memory, HERE, "Explain why food stays cold in the refrigerator", "so");
    long other = teach(memory, HERE, "Who wrote Faust?", "Goethe");
    assertThat(memory.delete(alias)).isEqualTo(2);
    assertThat(memory.delete(first)).isZero();
    assertThat(memory.entryIds()).containsExactly(other);
    miss(ask(memory, HERE, "How does a refrigerator keep food cold?"));
  }

  @Test
  void an_audit_that_ends_after_its_answer_was_deleted_does_not_bring_it_back() throws Exception {
    var memory = memory();
    long id = teach(memory, HERE, "How does a refrigerator work?", "cold");
    Hit<String> audited = hit(ask(memory, HERE, "how does a refrigerator work"));
    Hit<String> other = hit(ask(memory, HERE, "how does a refrigerator work"));
    assertThat(memory.delete(id)).isEqualTo(1);
    memory.audited(audited, "cold", HOUR);
    assertThat(memory.entryIds()).isEmpty();
    memory.clear(_ -> true);
    memory.audited(other, "cold", HOUR);
    assertThat(memory.entryIds()).isEmpty();
  }

  @Test
  void a_wrong_hit_can_be_reported_once_and_counts_as_a_label() throws Exception {
    var memory = memory();
    long id = teach(memory, HERE, "How does it work?", "so");
    assertThat(memory.reportWrong(id)).isFalse();
    double before = hit(ask(memory, HERE, "how does it work")).probability();
    assertThat(memory.reportWrong(id)).isTrue();
    assertThat(memory.reportWrong(id)).isFalse();
    assertThat(memory.reportWrong(99)).isFalse();
    assertThat(memory.stats().reports()).isEqualTo(1);
    assertThat(hit(ask(memory, HERE, "how does it work")).probability()).isLessThan(before);
  }

  @Test
  void a_wrong_audit_is_counted_and_teaches_the_right_answer() throws Exception {
    var memory = memory();
    teach(memory, HERE, "How does it work?", "so");
    Hit<String> hit = hit(ask(memory, HERE, "how does it work"));
    assertThat(memory.audited(hit, "otherwise", HOUR)).isPresent();
    assertThat(memory.stats().audits()).isEqualTo(1);
    assertThat(memory.stats().wrongAudits()).isEqualTo(1);
    assertThat(memory.entryIds()).hasSize(2);
  }

  @Test
  void an_audit_without_a_verdict_changes_nothing() throws Exception {
    var memory = memory();
    teach(memory, HERE, "How does it work?", "so");
    Hit<String> hit = hit(ask(memory, HERE, "how does it work"));
    assertThat(memory.audited(hit, "?", HOUR)).isEmpty();
    assertThat(memory.entryIds()).hasSize(1);
    assertThat(memory.stats().learnings().getFirst().audits()).isZero();
  }

  @Test
  void the_same_text_learnt_twice_is_one_entry() throws Exception {
    var memory = memory();
    Miss<String> one = miss(ask(memory, HERE, "How does it work?"));
    Miss<String> two = miss(ask(memory, HERE, "How does it work?"));
    memory.learn(one, "old", HOUR);
    memory.learn(two, "new", HOUR);
    assertThat(memory.entryIds()).hasSize(1);
    assertThat(hit(ask(memory, HERE, "How does it work?")).answer()).isEqualTo("new");
  }

  @Test
  void what_cannot_be_looked_up_is_said_so() throws Exception {
    var memory = memory(new Limits(10, 10_000, 2, 5), embedder);
    assertThat(ask(memory, HERE, " ")).isEqualTo(new Unfit<>(Reason.EMPTY));
    assertThat(ask(memory, HERE, "one two three four five six"))
        .isEqualTo(new Unfit<>(Reason.TOO_LONG));
    embedder.broken.set(true);
    assertThat(ask(memory, HERE, "one")).isEqualTo(new Unfit<>(Reason.NO_VECTOR));
    assertThatThrownBy(() -> memory.lookup(HERE, new SemanticText("x"), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void entries_of_least_use_make_room() throws Exception {
    var memory = memory(new Limits(3, 1_000_000, 2, 256), embedder);
    teach(memory, HERE, "alpha apples", "1");
    teach(memory, HERE, "beta bottles", "2");
    teach(memory, HERE, "gamma gardens", "3");
    hit(ask(memory, HERE, "alpha apples"));
    teach(memory, HERE, "delta doors", "4");
    assertThat(memory.stats().entries()).isEqualTo(3);
    hit(ask(memory, HERE, "alpha apples"));
    miss(ask(memory, HERE, "beta bottles"));
  }

  @Test
  void bytes_are_bounded_too() throws Exception {
    var memory = memory(new Limits(1_000, 20_000, 2, 256), embedder);
    for (int i = 0; i < 50; i++) {
      teach(memory, HERE, "question w" + i + " v" + i, "x".repeat(2_000));
    }
    assertThat(memory.stats().entries()).isBetween(1, 7);
  }

  @Test
  void a_snapshot_brings_everything_back() throws Exception {
    var memory = memory();
    teach(memory, HERE, "How does a refrigerator work?", "cold");
    Miss<String> soon = miss(ask(memory, THERE, "Who wrote Faust?"));
    memory.learn(soon, "Goethe", Duration.ofSeconds(1));
    memory.audited(hit(ask(memory, HERE, "how does a refrigerator work")), "cold", HOUR);
    byte[] snapshot = memory.snapshot(UTF8);
    now.updateAndGet(then -> then.plusSeconds(2));
    var next = memory();
    assertThat(next.restore(snapshot, UTF8)).isEqualTo(Restored.ALL);
    assertThat(hit(ask(next, HERE, "How does a refrigerator work?")).answer()).isEqualTo("cold");
    miss(ask(next, THERE, "Who wrote Faust?"));
    assertThat(next.stats().learnings().getFirst().audits()).isEqualTo(1);
  }

  @Test
  void a_snapshot_of_another_embedder_or_with_damage_is_not_read() throws Exception {
    var memory = memory();
    teach(memory, HERE, "How does it work?", "so");
    byte[] snapshot = memory.snapshot(UTF8);
    var other = memory(Limits.DEFAULT, new FakeEmbedder("other"));
    assertThat(other.restore(snapshot, UTF8)).isEqualTo(Restored.OTHER_EMBEDDER);
    for (int cut = 0; cut < snapshot.length; cut++) {
      var next = memory();
      byte[] part = java.util.Arrays.copyOf(snapshot, cut);
      assertThat(next.restore(part, UTF8)).as("cut at " + cut).isEqualTo(Restored.UNREADABLE);
      assertThat(next.stats().entries()).isZero();
    }
  }

  @Test
  void a_budget_of_its_own_is_a_judgement_of_its_own() throws Exception {
    var memory = memory();
    memory.lookup(HERE, new SemanticText("a"), 0.01);
    memory.lookup(THERE, new SemanticText("a"), 0.01);
    memory.lookup(HERE, new SemanticText("a"), 0.05);
    assertThat(memory.stats().learnings())
        .extracting(SemanticStats.Learning::maxErrorRate)
        .containsExactlyInAnyOrder(0.01, 0.05);
    assertThat(Optional.of(memory.stats().lookups())).contains(3L);
  }
}
