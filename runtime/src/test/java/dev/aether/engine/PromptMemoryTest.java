package dev.aether.engine;

import static dev.aether.testing.Flows.nodes;
import static dev.aether.testing.Flows.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cache.CacheBounds;
import dev.aether.cache.ExactCache;
import dev.aether.cache.SharedAnswers;
import dev.aether.guard.Piece;
import dev.aether.json.JsonText;
import dev.aether.llm.Calls;
import dev.aether.llm.Models;
import dev.aether.testing.Flows;
import dev.aether.workflow.Protection.Asked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Prompts that are looked at once, and what must never be taken for another.
@Timeout(30)
class PromptMemoryTest {
  private static final String NODE = "{'id': 'a', 'prompt': 'Say {{context.word}}'%s}";

  private final Map<PromptMemory.Question, PromptMemory.Prepared> known = new HashMap<>();
  private final List<String> lookedAt = new ArrayList<>();

  private final Models models =
      model -> new Models.Route("mock", model.orElse("m"), Optional.empty());
  private final ExactCache cache =
      new ExactCache(
          (request, _) -> Calls.answer("to " + request.prompt()),
          new CacheBounds(100, 1 << 20, Optional.empty()),
          SharedAnswers.NONE,
          () -> 0,
          () -> Instant.EPOCH);

  private final Engine engine =
      new Engine(
          new NodePipeline(
              models,
              cache,
              new PromptInspector(this::look, Asked.OFF, new byte[] {1}),
              new PromptMemory() {
                @Override
                public @Nullable Prepared find(Question question) {
                  return known.get(question);
                }

                @Override
                public void remember(Question question, Prepared prompt) {
                  known.put(question, prompt);
                }
              },
              AnswerInspector.STANDARD,
              SemanticMode.OFF),
          JsonText.JSON,
          () -> "e",
          () -> Instant.EPOCH,
          () -> 0);

  private List<dev.aether.guard.Finding> look(Piece piece) {
    lookedAt.add(piece.text());
    return List.of();
  }

  private Report run(String node, String context, String options) {
    RunOptions asked = options.isEmpty() ? RunOptions.DEFAULT : RunOptions.DEFAULT.of(options);
    return engine.run(Flows.plan(nodes(node)), object(context), asked);
  }

  private String output(String node, String context) {
    return run(node, context, "").output().orElseThrow().text();
  }

  private String guarded() {
    return NODE.formatted(", 'security': {'mode': 'flag'}");
  }

  @Test
  void a_prompt_that_a_cache_has_answered_is_not_looked_at_again() {
    String first = output(guarded(), "{'word': 'hello'}");
    assertThat(lookedAt).contains("hello");
    assertThat(known).isEmpty(); // nobody knows yet whether it comes again
    assertThat(output(guarded(), "{'word': 'hello'}")).isEqualTo(first);
    assertThat(known).hasSize(1);
    lookedAt.clear();
    Report third = run(guarded(), "{'word': 'hello'}", "");
    assertThat(lookedAt).isEmpty();
    assertThat(third.output().orElseThrow().text()).isEqualTo(first);
    assertThat(third.nodes().getFirst().details().prompt().orElseThrow().text())
        .isEqualTo("Say hello");
  }

  @Test
  void another_value_node_protection_or_tenant_is_another_question() {
    for (int round = 0; round < 3; round++) {
      assertThat(output(NODE.formatted(""), "{'word': 'hello'}")).isEqualTo("to Say hello");
      assertThat(output(NODE.formatted(""), "{'word': 'bye'}")).isEqualTo("to Say bye");
      assertThat(output("{'id': 'a', 'prompt': 'Sing {{context.word}}'}", "{'word': 'bye'}"))
          .isEqualTo("to Sing bye");
      assertThat(
              run(NODE.formatted(""), "{'word': 'hello'}", "other").output().orElseThrow().text())
          .isEqualTo("to Say hello");
    }
    assertThat(known).hasSize(4);
    lookedAt.clear();
    assertThat(output(guarded(), "{'word': 'hello'}")).isEqualTo("to Say hello");
    assertThat(lookedAt).contains("hello");
  }

  @Test
  void the_order_of_members_is_part_of_a_prompt() {
    for (int round = 0; round < 3; round++) {
      assertThat(output(NODE.formatted(""), "{'word': {'x': 1, 'y': 2}}"))
          .isEqualTo("to Say {\"x\":1,\"y\":2}");
      assertThat(output(NODE.formatted(""), "{'word': {'y': 2, 'x': 1}}"))
          .isEqualTo("to Say {\"y\":2,\"x\":1}");
    }
  }

  @Test
  void what_no_cache_may_keep_is_not_remembered() {
    String secret =
        "{'id': 'a', 'prompt': 'Say {{context.word}}', 'template_refs': [{'raw': '{{context.word}}', 'kind': 'context', 'sensitivity': 'high'}]}";
    for (int round = 0; round < 3; round++) {
      assertThat(output(secret, "{'word': 'hush'}")).isEqualTo("to Say hush");
    }
    assertThat(known.keySet()).noneMatch(question -> question.values().contains("hush"));
  }
}
