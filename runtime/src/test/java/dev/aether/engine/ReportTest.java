package dev.aether.engine;

import static dev.aether.testing.Flows.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.engine.NodeOutcome.Succeeded;
import dev.aether.engine.Report.NodeReport;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.CallEvent;
import dev.aether.llm.CallEvent.Waited;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.template.Sensitivity;
import dev.aether.testing.Flows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The figures of a report, from runs whose clock the nodes move themselves.
@Timeout(30)
class ReportTest extends EngineFixture {
  private static final RunOptions ONE_AT_A_TIME =
      new RunOptions(true, 8, Optional.empty(), Optional.empty(), Mode.DEFAULT, false, "");

  /// Runs one node at a time; each takes so many milliseconds.
  private Report timed(String document, Map<String, Integer> millis) {
    return execution(
            Flows.plan(document),
            ONE_AT_A_TIME,
            (job, _) -> {
              nanos.addAndGet(Duration.ofMillis(millis.getOrDefault(job.node().id(), 0)).toNanos());
              return DONE;
            })
        .run();
  }

  @Test
  void times_and_the_critical_path_follow_the_edges() {
    Report report =
        timed(
            nodes(node("a"), node("b"), node("c", "a"), node("d", "b", "c"), node("e")),
            Map.of("a", 5, "b", 20, "c", 10, "d", 1, "e", 7));
    assertThat(report.total()).isEqualTo(Duration.ofMillis(43));
    assertThat(report.criticalPath()).isEqualTo(Duration.ofMillis(21));
    assertThat(report.nodes())
        .extracting(NodeReport::time)
        .containsExactly(
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(10),
            Duration.ofMillis(1),
            Duration.ofMillis(7));
    assertThat(report.nodes().get(1).ready()).isEqualTo(Duration.ZERO);
    assertThat(report.nodes().get(1).started()).isEqualTo(Duration.ofMillis(5));
    assertThat(report.nodes().get(2).ready()).isEqualTo(Duration.ofMillis(5));
    assertThat(report.maxConcurrency()).isEqualTo(1);
  }

  @Test
  void results_stand_by_level_and_then_as_in_the_document() {
    Report report = timed(nodes(node("c", "b"), node("b", "a"), node("a"), node("d")), Map.of());
    assertThat(report.results())
        .extracting(node -> node.node().id())
        .containsExactly("a", "d", "b", "c");
  }

  @Test
  void the_inputs_of_the_parallelization_factor() {
    String[] flow = new String[6];
    for (int i = 0; i < 5; i++) {
      flow[i] = node("n" + i);
    }
    flow[5] = node("end", "n0", "n1", "n2", "n3", "n4");
    var plan = Flows.plan(nodes(flow));
    assertThat(plan.widestLevel(RunOptions.DEFAULT.width())).isEqualTo(5);
    assertThat(plan.widestLevel(ONE_AT_A_TIME.width())).isEqualTo(1);
    assertThat(plan.size()).isEqualTo(6);
  }

  @Test
  void the_output_is_that_of_the_output_node_or_of_the_only_sink() {
    assertThat(timed(nodes(node("a"), node("b", "a")), Map.of()).output()).isPresent();
    assertThat(timed(nodes(node("a"), node("b")), Map.of()).output()).isEmpty();
    assertThat(
            timed(
                    nodes(
                        node("a"),
                        node("b"),
                        "{'id': 'o', 'node_type': 'output', 'dependencies': ['a']}"),
                    Map.of())
                .output())
        .isPresent();
  }

  private static Completion answer(Source source, Usage usage) {
    return new Completion(
        "x", usage, Finish.STOP, source, "mock", "m", Optional.empty(), List.of());
  }

  private static NodeOutcome answered(Source source, int attempts) {
    return new Succeeded(
        NodeOutput.text("x", Sensitivity.LOW),
        new NodeDetails(
            Optional.empty(),
            Optional.empty(),
            Optional.of(answer(source, new Usage(10, 4, 0, 6, 2, false))),
            Spent.NOTHING,
            attempts,
            true,
            List.of()));
  }

  @Test
  void only_answers_of_providers_are_paid_for() {
    Report report =
        run(
            nodes(node("paid"), node("exact"), node("shared")),
            (job, _) ->
                switch (job.node().id()) {
                  case "paid" -> answered(Source.PROVIDER, 2);
                  case "exact" -> answered(Source.EXACT_CACHE, 1);
                  default -> answered(Source.COALESCED, 1);
                });
    assertThat(report.usage()).isEqualTo(new Usage(10, 4, 0, 6, 2, false));
    assertThat(report.nodes()).extracting(NodeReport::cacheHit).containsExactly(false, true, true);
    assertThat(report.nodes()).extracting(NodeReport::tokensCharged).containsExactly(16, 0, 0);
    assertThat(report.nodes()).extracting(NodeReport::tokensSaved).containsExactly(0, 16, 16);
    assertThat(report.nodes()).extracting(NodeReport::attempts).containsExactly(2, 1, 1);
  }

  @Test
  void waiting_for_limits_adds_up() {
    Report report =
        run(
            nodes(node("a")),
            (_, progress) -> {
              progress
                  .call()
                  .accept(new Waited("mock", CallEvent.Reason.CONCURRENCY, Duration.ofMillis(3)));
              progress
                  .call()
                  .accept(new Waited("mock", CallEvent.Reason.RATE_LIMIT, Duration.ofMillis(4)));
              return DONE;
            });
    assertThat(report.nodes().getFirst().queued()).isEqualTo(Duration.ofMillis(7));
  }

  @Test
  void a_node_that_never_started_has_no_attempts_and_no_time() {
    Report report = run(nodes(node("a"), node("b", "a")), (_, _) -> BROKEN);
    NodeReport never = report.nodes().get(1);
    assertThat(never.attempts()).isZero();
    assertThat(never.time()).isZero();
    assertThat(never.ran()).isFalse();
  }

  @Test
  void there_is_no_report_before_the_end() {
    assertThatThrownBy(() -> new ReportFold().report()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void ids_of_one_millisecond_sort_by_when_they_were_made() {
    long[] nanos = {1_700_000_000_000_000_000L};
    var ids =
        new ExecutionIds(() -> Instant.ofEpochSecond(0, nanos[0] += 300), new SplittableRandom(1));
    String before = ids.get();
    for (int i = 0; i < 10_000; i++) {
      String next = ids.get();
      assertThat(next).isGreaterThan(before);
      assertThat(next.charAt(14)).isEqualTo('7');
      before = next;
    }
  }

  @Test
  void execution_ids_are_uuids_that_sort_by_time() {
    var millis = new long[] {1_700_000_000_000L};
    var ids = new ExecutionIds(() -> Instant.ofEpochMilli(millis[0]++), new SplittableRandom(1));
    String before = ids.get();
    for (int i = 0; i < 1_000; i++) {
      String id = ids.get();
      assertThat(id)
          .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
          .isGreaterThan(before);
      before = id;
    }
  }
}
