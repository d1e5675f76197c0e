package dev.aether.engine;

import static dev.aether.testing.Flows.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.engine.ExecutionEvent.NodeStarted;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.Report.State;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SchedulerTest extends EngineFixture {
  @Test
  void a_flow_without_nodes_succeeds() {
    Report report = run(nodes(), (_, _) -> DONE);
    assertThat(report.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(report.aborted()).isFalse();
    assertThat(report.nodes()).isEmpty();
    assertThat(report.results()).isEmpty();
    assertThat(report.output()).isEmpty();
    assertThat(report.maxConcurrency()).isZero();
  }

  @Test
  void independent_nodes_meet() {
    var meeting = new CyclicBarrier(3);
    Report report =
        run(
            nodes(node("a"), node("b"), node("c")),
            (_, _) -> {
              try {
                meeting.await();
              } catch (BrokenBarrierException e) {
                throw new IllegalStateException(e);
              }
              return DONE;
            });
    assertThat(report.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(report.maxConcurrency()).isEqualTo(3);
  }

  @Test
  void a_slow_node_does_not_delay_an_unrelated_branch() {
    // The slow root waits for the leaf of the other branch: with a barrier after each level neither
    // could ever end.
    var leafHasRun = new CountDownLatch(1);
    Report report =
        run(
            nodes(node("slow"), node("a"), node("b", "a"), node("c", "b"), node("end", "slow")),
            (job, _) -> {
              switch (job.node().id()) {
                case "slow" -> leafHasRun.await();
                case "c" -> leafHasRun.countDown();
                default -> {}
              }
              return DONE;
            });
    assertThat(report.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  @Test
  void a_failure_stops_what_runs_and_skips_what_waits() {
    var slowRuns = new CountDownLatch(1);
    Report report =
        run(
            nodes(node("slow"), node("bad"), node("later", "slow"), node("next", "bad")),
            (job, _) -> {
              if (job.node().id().equals("slow")) {
                slowRuns.countDown();
                return forever();
              }
              slowRuns.await();
              return BROKEN;
            });
    assertThat(report.aborted()).isTrue();
    assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(states(report))
        .containsExactly(State.SKIPPED, State.FAILED, State.SKIPPED, State.SKIPPED);
    assertThat(skips(report))
        .containsExactly(
            Optional.of(SkipReason.ABORTED),
            Optional.empty(),
            Optional.of(SkipReason.ABORTED),
            Optional.of(SkipReason.DEPENDENCY_FAILED));
    assertThat(report.nodes().getFirst().becauseOf()).hasValue("bad");
  }

  @Test
  void what_ends_well_after_an_abort_counts_and_starts_nothing() {
    var twoRun = new CountDownLatch(2);
    Report report =
        run(
            nodes(node("stubborn"), node("other"), node("bad"), node("next", "stubborn")),
            (job, _) -> {
              if (job.node().id().equals("bad")) {
                twoRun.await();
                return BROKEN;
              }
              twoRun.countDown();
              try {
                return forever();
              } catch (InterruptedException _) {
                return DONE;
              }
            });
    assertThat(states(report))
        .containsExactly(State.SUCCEEDED, State.SUCCEEDED, State.FAILED, State.SKIPPED);
    assertThat(heard).filteredOn(NodeStarted.class::isInstance).hasSize(3);
  }

  @Test
  void a_bug_in_one_node_is_that_nodes_failure() {
    var bug = new StackOverflowError("boom");
    Report report =
        run(
            nodes(node("a"), node("b")),
            (job, _) -> {
              if (job.node().id().equals("a")) {
                throw bug;
              }
              return forever();
            });
    assertThat(report.nodes().getFirst().error()).hasValue(new NodeError.Bug(bug));
    assertThat(report.nodes().getFirst().error().orElseThrow().sentence()).doesNotContain("boom");
    assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
  }

  @Test
  void text_and_calls_arrive_in_order_between_start_and_end() {
    run(
        nodes(node("a")),
        (_, progress) -> {
          progress.text().accept("one ");
          progress.text().accept("two");
          return DONE;
        });
    assertThat(heard)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "ExecutionStarted",
            "NodeStarted",
            "NodeText",
            "NodeText",
            "NodeSucceeded",
            "ExecutionFinished");
  }

  @Test
  void a_hundred_thousand_nodes_side_by_side() {
    Report report = run(wide(100_000), (_, _) -> DONE);
    assertThat(report.results()).hasSize(100_000);
  }

  @Test
  void a_chain_of_ten_thousand_nodes() {
    var chain = new ArrayList<String>();
    chain.add(node("n0"));
    for (int i = 1; i < 10_000; i++) {
      chain.add(node("n" + i, "n" + (i - 1)));
    }
    Report report = run(nodes(chain.toArray(String[]::new)), (_, _) -> DONE);
    assertThat(report.results()).hasSize(10_000);
    assertThat(report.maxConcurrency()).isEqualTo(1);
    assertThat(report.plan().levels()).isEqualTo(10_000);
  }

  private static String wide(int size) {
    String[] all = new String[size];
    for (int i = 0; i < size; i++) {
      all[i] = node("n" + i);
    }
    return nodes(all);
  }
}
