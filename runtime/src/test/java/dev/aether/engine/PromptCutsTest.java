package dev.aether.engine;

import static dev.aether.testing.Flows.nodes;
import static dev.aether.testing.Flows.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cache.CacheKey;
import dev.aether.json.JsonText;
import dev.aether.llm.Call;
import dev.aether.llm.Calls;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.Models;
import dev.aether.llm.Prefix;
import dev.aether.llm.Prefix.Cut;
import dev.aether.testing.Flows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Where the prompts of a flow can be cut for a prefix cache.
@Timeout(30)
class PromptCutsTest {
  private static final String RULES = "Follow every one of these rules with care. ".repeat(20);

  private final Map<String, LlmRequest> requests = new ConcurrentHashMap<>();
  private final Map<String, Prefix> prefixes = new ConcurrentHashMap<>();

  private LlmResult complete(LlmRequest request, Call call) {
    requests.put(request.prompt(), request);
    prefixes.put(request.prompt(), call.prefix());
    return Calls.answer("ok");
  }

  private void run(String... nodes) {
    Models models = model -> new Models.Route("mock", model.orElse("usual"), Optional.empty());
    var engine =
        new Engine(
            new NodePipeline(models, this::complete),
            JsonText.JSON,
            () -> "e",
            () -> Instant.EPOCH,
            System::nanoTime);
    engine.run(
        Flows.plan(nodes(nodes)),
        object("{'doc': '" + "All that is known. ".repeat(40) + "', 'q': 'why?', 'secret': 's3'}"),
        RunOptions.DEFAULT);
  }

  /// The beginnings of one prompt, each up to a cut, with those who share it.
  private Map<String, Integer> cuts(String prompt) {
    var cuts = new LinkedHashMap<String, Integer>();
    for (Cut cut : Objects.requireNonNull(prefixes.get(prompt), prompt).cuts()) {
      cuts.put(prompt.substring(0, cut.chars()), cut.sharers());
    }
    return cuts;
  }

  private String prompt(String part) {
    return requests.keySet().stream().filter(text -> text.contains(part)).findFirst().orElseThrow();
  }

  private static String[] twenty(String template) {
    return IntStream.range(0, 20)
        .mapToObj(i -> "{'id': 'n%d', 'prompt': '%s'}".formatted(i, template.replace("#", "" + i)))
        .toArray(String[]::new);
  }

  @Test
  void what_twenty_templates_begin_with_is_shared_by_twenty() {
    run(twenty(RULES + "Question #: {{q}}"));

    assertThat(cuts(RULES + "Question 7: why?"))
        .containsEntry(RULES + "Question ", 20)
        .containsEntry(RULES + "Question 7: ", 1);
  }

  @Test
  void a_value_that_all_have_in_one_place_is_shared_as_well() {
    run(twenty("Read this: {{doc}} Then answer #: {{q}}"));

    String prompt = prompt("answer 12:");
    String whole = prompt.substring(0, prompt.indexOf("12:"));
    assertThat(cuts(prompt))
        .containsEntry("Read this: ", 20)
        .containsEntry(whole.substring(0, whole.indexOf(" Then")), 20)
        .containsEntry(whole, 20)
        .hasSize(3);
    assertThat(whole).contains("All that is known.");
  }

  @Test
  void two_families_of_prompts_are_kept_apart() {
    var nodes = new ArrayList<String>(List.of(twenty(RULES + "One #")));
    for (String other : twenty("Now for something else. " + RULES + "Two #")) {
      nodes.add(other.replace("'n", "'m"));
    }
    run(nodes.toArray(String[]::new));

    assertThat(cuts(RULES + "One 3")).containsEntry(RULES + "One ", 20);
    assertThat(cuts("Now for something else. " + RULES + "Two 3"))
        .containsEntry("Now for something else. " + RULES + "Two ", 20);
  }

  @Test
  void the_end_of_the_system_prompt_comes_first() {
    run(
        "{'id': 'a', 'prompt': '{{q}} a', 'system_prompt': '" + RULES + "'}",
        "{'id': 'b', 'prompt': '{{q}} b', 'system_prompt': '" + RULES + "'}",
        "{'id': 'c', 'prompt': '{{q}} c', 'system_prompt': 'Other. " + RULES + "'}");

    assertThat(cuts("why? a")).containsEntry("", 2);
    assertThat(cuts("why? c")).containsEntry("", 1);
  }

  @Test
  void nodes_that_ask_other_models_or_for_other_shapes_share_nothing() {
    run(
        "{'id': 'a', 'prompt': '" + RULES + "A'}",
        "{'id': 'b', 'prompt': '" + RULES + "B', 'model': 'other'}",
        "{'id': 'c', 'prompt': '" + RULES + "C', 'output_schema': {'type': 'object'}}");

    for (String each : List.of("A", "B", "C")) {
      assertThat(cuts(RULES + each)).containsExactly(Map.entry(RULES + each, 1));
    }
  }

  @Test
  void nothing_behind_a_high_value_is_kept() {
    String ref =
        ", 'template_refs': [{'raw': '{{secret}}', 'kind': 'context', 'sensitivity': 'high'}]";
    run(
        "{'id': 'a', 'prompt': '" + RULES + "{{secret}} and {{doc}} a'" + ref + "}",
        "{'id': 'b', 'prompt': '" + RULES + "{{secret}} and {{doc}} b'" + ref + "}",
        "{'id': 'c', 'prompt': '" + RULES + "c', 'system_prompt': '{{secret}}'" + ref + "}");

    assertThat(cuts(prompt("known.  a"))).containsExactly(Map.entry(RULES, 2));
    assertThat(prefixes.get(RULES + "c")).isEqualTo(Prefix.NONE);
  }

  @Test
  void text_without_blanks_is_cut_between_characters_and_never_inside_one() {
    String han = "漢字𠮷".repeat(200);
    run(
        "{'id': 'a', 'prompt': '" + han + "𠮷'}",
        "{'id': 'b', 'prompt': '" + han + "𠮸'}"); // the same high surrogate

    assertThat(cuts(han + "𠮷")).containsEntry(han, 2);
  }

  @Test
  void short_prompts_are_not_looked_at() {
    run("{'id': 'a', 'prompt': 'Say {{q}} a'}", "{'id': 'b', 'prompt': 'Say {{q}} b'}");

    assertThat(prefixes.values()).containsOnly(Prefix.NONE);
  }

  @Test
  void the_key_of_the_exact_cache_does_not_know_of_it() {
    run("{'id': 'a', 'prompt': '" + RULES + "A'}");

    LlmRequest request = Objects.requireNonNull(requests.get(RULES + "A"));
    CacheKey alone = CacheKey.of(request, Call.CacheUse.DEFAULT);
    run("{'id': 'a', 'prompt': '" + RULES + "A'}", "{'id': 'b', 'prompt': '" + RULES + "B'}");
    assertThat(
            CacheKey.of(Objects.requireNonNull(requests.get(RULES + "A")), Call.CacheUse.DEFAULT))
        .isEqualTo(alone);
  }
}
