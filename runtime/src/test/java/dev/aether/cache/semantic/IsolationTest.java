package dev.aether.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cache.semantic.AnswerComparison.Verdict;
import dev.aether.cache.semantic.Lookup.Hit;
import dev.aether.cache.semantic.Lookup.Miss;
import dev.aether.testing.Gen;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class IsolationTest {
  static final List<String> TEXTS =
      List.of(
          "How does a refrigerator work?",
          "how does a refrigerator work",
          "Explain a refrigerator",
          "Who wrote Faust?",
          "who wrote faust",
          "Can I freeze cooked rice?");

  static SemanticMemory<String> memory(Limits limits, long seed) {
    return new SemanticMemory<>(
        new FakeEmbedder(),
        (known, fresh) -> known.equals(fresh) ? Verdict.SAME : Verdict.DIFFERENT,
        String::length,
        limits,
        InstantSource.system(),
        new SplittableRandom(seed));
  }

  /// Tenant, template, parameters and sensitivity are all in the namespace; an answer names its
  /// own.
  @Test
  void an_answer_never_leaves_its_namespace() {
    Gen.forAll(
        60,
        gen -> {
          var memory = memory(new Limits(1 + gen.below(40), 1_000_000, 1 + gen.below(4), 256), 1);
          for (int i = 0; i < 200; i++) {
            String entries =
                "tenant%d template%d parameters%d sensitivity%d"
                    .formatted(gen.below(2), gen.below(2), gen.below(2), gen.below(2));
            var namespace = new Namespace(entries, "learning" + gen.below(3));
            try {
              step(memory, namespace, TEXTS.get(gen.below(TEXTS.size())), gen);
            } catch (InterruptedException unexpected) {
              throw new AssertionError(unexpected);
            }
          }
        });
  }

  static void step(SemanticMemory<String> memory, Namespace namespace, String text, Gen gen)
      throws InterruptedException {
    String answer = namespace.entries() + "#" + gen.below(2);
    switch (memory.lookup(namespace, new SemanticText(text), 0.3)) {
      case Hit<String> hit -> {
        assertThat(hit.answer()).startsWith(namespace.entries() + "#");
        if (hit.audit()) {
          memory.audited(hit, answer, Duration.ofHours(1));
        }
        if (gen.chance(0.1)) {
          memory.reportWrong(hit.entryId());
          memory.delete(hit.entryId());
        }
      }
      case Miss<String> miss -> memory.learn(miss, answer, Duration.ofHours(1));
      case Lookup.Unfit<String> _ -> throw new AssertionError(text);
    }
  }

  @Test
  void many_threads_may_use_one_memory() throws Exception {
    var memory = memory(new Limits(50, 1_000_000, 3, 256), 1);
    List<Future<Void>> all = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 64; thread++) {
        int number = thread;
        all.add(
            threads.submit(
                (Callable<Void>)
                    () -> {
                      var random = new SplittableRandom(number);
                      for (int i = 0; i < 100; i++) {
                        concurrentStep(memory, random);
                      }
                      return null;
                    }));
      }
      for (Future<Void> one : all) {
        one.get();
      }
    }
    assertThat(memory.stats().entries()).isBetween(1, 50);
    assertThat(memory.stats().lookups()).isEqualTo(6_400);
    assertThat(memory.entryIds()).doesNotHaveDuplicates().hasSize(memory.stats().entries());
  }

  private static void concurrentStep(SemanticMemory<String> memory, SplittableRandom random)
      throws InterruptedException {
    String name = "n" + random.nextInt(4);
    var text = new SemanticText(TEXTS.get(random.nextInt(TEXTS.size())) + random.nextInt(9));
    switch (memory.lookup(new Namespace(name, "l" + random.nextInt(5)), text, 0.2)) {
      case Hit<String> hit -> {
        assertThat(hit.answer()).startsWith(name + "#");
        memory.audited(hit, name + "#" + random.nextInt(2), Duration.ofHours(1));
      }
      case Miss<String> miss ->
          memory.learn(miss, name + "#" + random.nextInt(2), Duration.ofHours(1));
      case Lookup.Unfit<String> _ -> throw new AssertionError(text);
    }
    if (random.nextInt(20) == 0) {
      memory.entryIds().stream().findFirst().ifPresent(memory::delete);
    }
  }
}
