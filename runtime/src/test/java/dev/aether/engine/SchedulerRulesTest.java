package dev.aether.engine;

import static dev.aether.engine.SchedulerModelTest.FAILURE;
import static dev.aether.engine.SchedulerModelTest.decisions;
import static dev.aether.engine.SchedulerModelTest.engine;
import static dev.aether.engine.SchedulerModelTest.options;
import static dev.aether.engine.SchedulerModelTest.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeStarted;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.NodeOutcome.Skipped;
import dev.aether.engine.NodeOutcome.Succeeded;
import dev.aether.testing.Flows;
import dev.aether.testing.Gen;
import dev.aether.testing.GenFlow;
import dev.aether.testing.GenFlow.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random flows whose nodes end when they like: what the nodes themselves see keeps every rule, and
/// the events agree with the model of [SchedulerModelTest].
@Timeout(120)
class SchedulerRulesTest {

  @Test
  void nodes_that_end_on_their_own_keep_every_rule() {
    Gen.forAll(1_000, gen -> new FreeRun(gen, GenFlow.of(gen, 25), options(gen)).run());
  }

  /// One run whose nodes end when they like, and look around before.
  private static final class FreeRun {
    private static final Occupancy NO_LIMIT = new Occupancy(Integer.MAX_VALUE);

    private final GenFlow flow;
    private final RunOptions options;
    private final List<Boolean> decisions;
    private final List<Boolean> failing;
    private final List<CompletableFuture<String>> done;
    private final Occupancy all;
    private final Map<String, Occupancy> groups = new HashMap<>();

    FreeRun(Gen gen, GenFlow flow, RunOptions options) {
      this.flow = flow;
      this.options = options;
      this.decisions = decisions(gen, flow);
      double failures = gen.oneOf(0.0, 0.1, 0.4);
      this.failing = flow.nodes().stream().map(_ -> gen.chance(failures)).toList();
      this.done = flow.nodes().stream().map(_ -> new CompletableFuture<String>()).toList();
      this.all = new Occupancy(options.width());
      for (Spec node : flow.nodes()) {
        node.group().ifPresent(g -> groups.put(g, new Occupancy(flow.limit(node.group()))));
      }
    }

    void run() {
      List<ExecutionEvent> heard = new ArrayList<>();
      Report report =
          engine(this::node)
              .prepare(Flows.plan(flow.document()), Value.Obj.EMPTY, options, heard::add)
              .run();
      var model = new SchedulerModel(flow, options, decisions);
      Map<Integer, Skipped> expected = new HashMap<>();
      for (ExecutionEvent event : heard) {
        switch (event) {
          case NodeStarted started -> {
            assertThat(expected).isEmpty();
            assertThat(model.mayStart(started.node().index())).isTrue();
            model.running.add(started.node().index());
          }
          case NodeSkipped skipped ->
              assertThat(expected.remove(skipped.node().index()))
                  .isEqualTo(new Skipped(skipped.reason(), skipped.becauseOf()));
          case NodeSucceeded succeeded -> {
            // One that runs when another fails may still succeed: then it was not skipped.
            expected.remove(succeeded.node().index());
            expected.putAll(model.end(succeeded.node().index(), true));
          }
          case NodeFailed failed -> {
            assertThat(failing.get(failed.node().index())).as("%s", failed.outcome()).isTrue();
            expected.remove(failed.node().index());
            expected.putAll(model.end(failed.node().index(), false));
          }
          default -> {}
        }
      }
      assertThat(expected).isEmpty();
      assertThat(report.maxConcurrency()).isGreaterThanOrEqualTo(all.most());
      assertThat(report.nodes()).noneMatch(node -> node.state() == Report.State.RUNNING);
      assertThat(report.nodes()).noneMatch(node -> node.state() == Report.State.PENDING);
    }

    private NodeOutcome node(NodeRunner.Job job, NodeRunner.Progress progress) {
      Spec node = flow.nodes().get(job.node().index());
      try (var _ = all.enter();
          var _ = groups.getOrDefault(node.group().orElse(""), NO_LIMIT).enter()) {
        for (int dependency : node.dependencies()) {
          String its = done.get(dependency).getNow("");
          assertThat(job.inputs().text("n" + dependency)).hasValue(its);
        }
        if (failing.get(node.index())) {
          return FAILURE;
        }
        Succeeded success = (Succeeded) success(node, decisions);
        assertThat(done.get(node.index()).complete(success.output().text())).isTrue();
        return success;
      }
    }
  }

  /// Counts who is inside, and refuses who is too many.
  private static final class Occupancy {
    private final int limit;
    private int inside;
    private int most;

    Occupancy(int limit) {
      this.limit = limit;
    }

    synchronized Place enter() {
      inside++;
      most = Math.max(most, inside);
      assertThat(inside).isLessThanOrEqualTo(limit);
      return this::leave;
    }

    private synchronized void leave() {
      inside--;
    }

    synchronized int most() {
      return most;
    }
  }

  @FunctionalInterface
  private interface Place extends AutoCloseable {
    @Override
    void close();
  }
}
