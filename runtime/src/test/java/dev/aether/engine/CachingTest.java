package dev.aether.engine;

import static dev.aether.testing.Flows.nodes;
import static dev.aether.testing.Flows.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cache.CacheBounds;
import dev.aether.cache.CachedOnly;
import dev.aether.cache.ExactCache;
import dev.aether.cache.SharedAnswers;
import dev.aether.engine.Report.NodeReport;
import dev.aether.engine.Report.State;
import dev.aether.json.JsonText;
import dev.aether.llm.Call;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.Calls;
import dev.aether.llm.LlmFailure.Refused;
import dev.aether.llm.LlmFailure.ShapeViolation;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.Models;
import dev.aether.testing.Flows;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a flow's author and a request say about caching, from the document to the model.
@Timeout(30)
class CachingTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();

  private final ExactCache cache =
      new ExactCache(
          new CachedOnly(this::model),
          new CacheBounds(100, 1 << 20, Optional.of(Duration.ofHours(1))),
          SharedAnswers.NONE,
          nanos::get,
          () -> Instant.EPOCH);

  private LlmResult model(LlmRequest request, Call call) {
    int number = asked.incrementAndGet();
    return switch (request.prompt()) {
      case "refused" -> new NoCompletion(new Refused("mock", "no"));
      case "misshapen" -> new NoCompletion(new ShapeViolation("mock", "no list"));
      case "cut" -> Calls.answer("half", Finish.LENGTH);
      case "fallback" -> other();
      default -> answer("answer " + number, request);
    };
  }

  private static Completion other() {
    Completion usual = Calls.answer("from another model");
    return new Completion(
        usual.text(),
        usual.usage(),
        usual.finish(),
        usual.source(),
        usual.provider(),
        "another",
        usual.responseId(),
        usual.warnings());
  }

  private static Completion answer(String text, LlmRequest request) {
    Completion usual = Calls.answer(text);
    return new Completion(
        text,
        usual.usage(),
        usual.finish(),
        usual.source(),
        request.provider(),
        request.model(),
        usual.responseId(),
        usual.warnings());
  }

  private NodeReport run(Mode mode, String tenant, String node, String context) {
    Models models = model -> new Models.Route("mock", model.orElse("m"), Optional.empty());
    var engine =
        new Engine(
            new NodePipeline(models, cache),
            JsonText.JSON,
            () -> "e",
            () -> Instant.EPOCH,
            System::nanoTime);
    var options = new RunOptions(false, 8, Optional.empty(), Optional.empty(), mode, false, tenant);
    return engine.run(Flows.plan(nodes(node)), object(context), options).nodes().getFirst();
  }

  private String run(Mode mode, String node) {
    return run(mode, node, "{}");
  }

  /// Where the answer came from.
  private String run(Mode mode, String node, String context) {
    NodeReport report = run(mode, "", node, context);
    return report.state() == State.SUCCEEDED
        ? report.details().completion().orElseThrow().source().word()
        : report.error().orElseThrow().code();
  }

  private static String node(String more) {
    return "{'id': 'a', 'prompt': 'p'" + more + "}";
  }

  @Test
  void the_request_says_whether_caches_are_read_and_written() {
    assertThat(run(Mode.ONLY, node(""))).isEqualTo("not_cached");
    assertThat(run(Mode.BYPASS, node(""))).isEqualTo("none");
    assertThat(run(Mode.ONLY, node(""))).isEqualTo("not_cached");
    assertThat(run(Mode.DEFAULT, node(""))).isEqualTo("none");
    assertThat(run(Mode.DEFAULT, node(""))).isEqualTo("exact");
    assertThat(run(Mode.BYPASS, node(""))).isEqualTo("none");
    assertThat(run(Mode.REFRESH, node(""))).isEqualTo("none");
    assertThat(run(Mode.ONLY, node(""))).isEqualTo("exact");
    assertThat(run(Mode.ONLY, "", node(""), "{}").output().orElseThrow().text())
        .isEqualTo("answer 4");
    assertThat(asked).hasValue(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEFAULT", "BYPASS", "REFRESH"})
  void a_node_that_says_off_is_asked_every_time(Mode mode) {
    String off = node(", 'cache': {'mode': 'off'}");
    assertThat(run(mode, off)).isEqualTo("none");
    assertThat(run(mode, off)).isEqualTo("none");
    assertThat(run(Mode.ONLY, node(""))).isEqualTo("not_cached");
  }

  @Test
  void a_node_says_how_long_its_answer_lives() {
    String brief = node(", 'cache': {'ttl_seconds': 5}");
    String usual = "{'id': 'a', 'prompt': 'q'}";
    run(Mode.DEFAULT, brief);
    run(Mode.DEFAULT, usual);
    nanos.addAndGet(Duration.ofMillis(4_999).toNanos());
    assertThat(run(Mode.DEFAULT, brief)).isEqualTo("exact");
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(run(Mode.DEFAULT, brief)).isEqualTo("none");
    assertThat(run(Mode.DEFAULT, usual)).isEqualTo("exact");
  }

  @Test
  void the_inputs_that_the_author_names_identify_the_answer() {
    String keyed =
        "{'id': 'a', 'prompt': 'Sum up {{context.topic}} at {{context.time}}',"
            + " 'cache_key_inputs': ['context.topic']}";
    assertThat(run(Mode.DEFAULT, keyed, "{'topic': 'tea', 'time': 1}")).isEqualTo("none");
    assertThat(run(Mode.DEFAULT, keyed, "{'topic': 'tea', 'time': 2}")).isEqualTo("exact");
    assertThat(run(Mode.DEFAULT, keyed, "{'topic': 'rum', 'time': 2}")).isEqualTo("none");
    assertThat(run(Mode.DEFAULT, keyed.replace("Sum up", "Praise"), "{'topic':'tea','time':1}"))
        .isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"refused", "misshapen", "cut", "fallback"})
  void what_is_no_whole_answer_of_the_model_is_never_kept(String prompt) {
    run(Mode.DEFAULT, "{'id': 'a', 'prompt': '" + prompt + "'}");
    run(Mode.REFRESH, "{'id': 'a', 'prompt': '" + prompt + "'}");
    assertThat(asked).hasValue(2);
    assertThat(cache.stats().entries()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEFAULT", "REFRESH"})
  void high_values_are_never_kept_wherever_they_come_in(Mode mode) {
    String refs =
        "'template_refs': [{'raw': '{{context.s}}', 'kind': 'context', 'sensitivity': 'high'}]";
    run(mode, "{'id': 'a', 'prompt': 'Say {{context.s}}', " + refs + "}", "{'s': 'x'}");
    run(
        mode,
        "{'id': 'a', 'prompt': 'p', 'system_prompt': 'Hide {{context.s}}', " + refs + "}",
        "{'s':1}");
    assertThat(asked).hasValue(2);
    assertThat(cache.stats().entries()).isZero();
  }

  @Test
  void tenants_do_not_meet() {
    for (String tenant : new String[] {"a", "b", ""}) {
      NodeReport report = run(Mode.DEFAULT, tenant, node(""), "{}");
      assertThat(report.details().completion().orElseThrow().source().free()).isFalse();
    }
    assertThat(run(Mode.DEFAULT, "b", node(""), "{}").output().orElseThrow().text())
        .isEqualTo("answer 2");
  }
}
