package dev.aether.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeStarted;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.NodeOutcome.Skipped;
import dev.aether.engine.NodeOutcome.Succeeded;
import dev.aether.json.JsonText;
import dev.aether.llm.Call.Mode;
import dev.aether.template.Sensitivity;
import dev.aether.testing.Flows;
import dev.aether.testing.Gen;
import dev.aether.testing.GenFlow;
import dev.aether.testing.GenFlow.Spec;
import dev.aether.workflow.ErrorPolicy;
import dev.aether.workflow.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The engine against a simple model of it, on random flows.
///
/// The nodes of a lockstep run end when the test says so, one at a time, so the model can tell
/// exactly what must happen next, and in which order: who is skipped and why, who starts.
@Timeout(120)
class SchedulerModelTest {
  static final NodeOutcome FAILURE =
      new Failed(new NodeError.ExpressionFailed("as planned"), NodeDetails.NONE);

  @Test
  void does_what_the_model_says_after_every_single_end() {
    Gen.forAll(3_000, gen -> new Lockstep(gen, GenFlow.of(gen, 14), options(gen)).run());
  }

  @Test
  void does_what_the_model_says_on_larger_flows() {
    Gen.forAll(100, gen -> new Lockstep(gen, GenFlow.of(gen, 60), options(gen)).run());
  }

  @Test
  void one_at_a_time_follows_levels_or_urgency_exactly() {
    Gen.forAll(
        1_000,
        gen -> {
          GenFlow flow = GenFlow.of(gen, 20);
          new Lockstep(gen, flow, options(gen, gen.chance(0.5), 1)).run();
        });
  }

  static RunOptions options(Gen gen) {
    return options(gen, gen.chance(0.1), gen.chance(0.3) ? Integer.MAX_VALUE : gen.between(1, 5));
  }

  static RunOptions options(Gen gen, boolean sequential, int width) {
    Optional<ErrorPolicy> policy =
        gen.chance(0.7)
            ? Optional.of(gen.oneOf(ErrorPolicy.SKIP, ErrorPolicy.RETRY, ErrorPolicy.SKIP))
            : Optional.empty();
    return new RunOptions(sequential, width, Optional.empty(), policy, Mode.DEFAULT, false, "");
  }

  static Engine engine(NodeRunner runner) {
    return new Engine(
        runner, JsonText.JSON, () -> "execution", () -> Instant.EPOCH, System::nanoTime);
  }

  static List<Boolean> decisions(Gen gen, GenFlow flow) {
    return flow.nodes().stream().map(_ -> gen.chance(0.5)).toList();
  }

  static NodeOutcome success(Spec node, List<Boolean> decisions) {
    NodeOutput output =
        node.type().equals("conditional")
            ? NodeOutput.of(new Value.Bool(decisions.get(node.index())), Sensitivity.LOW)
            : NodeOutput.text("out " + node.id(), Sensitivity.LOW);
    return new Succeeded(output, NodeDetails.NONE);
  }

  /// One run whose nodes end when the test says so.
  private static final class Lockstep {
    private final Gen gen;
    private final GenFlow flow;
    private final List<Boolean> decisions;
    private final SchedulerModel model;
    private final Plan plan;
    private final List<BlockingQueue<NodeOutcome>> gates;
    private final BlockingQueue<ExecutionEvent> events = new LinkedBlockingQueue<>();
    private final List<ExecutionEvent> heard = new ArrayList<>();
    private final Execution execution;

    Lockstep(Gen gen, GenFlow flow, RunOptions options) {
      this.gen = gen;
      this.flow = flow;
      this.decisions = decisions(gen, flow);
      this.model = new SchedulerModel(flow, options, decisions);
      this.plan = Flows.plan(flow.document());
      this.gates =
          IntStream.range(0, plan.size())
              .<BlockingQueue<NodeOutcome>>mapToObj(_ -> new LinkedBlockingQueue<>())
              .toList();
      this.execution =
          engine((job, _) -> gates.get(job.node().index()).take())
              .prepare(plan, Value.Obj.EMPTY, options, events::add);
    }

    void run() throws Exception {
      var report = new FutureTask<>(execution::run);
      Thread.startVirtualThread(report);
      assertThat(next()).isInstanceOf(ExecutionStarted.class);
      double failures = gen.oneOf(0.0, 0.1, 0.4);
      boolean cancels = gen.chance(0.2);
      boolean cancelled = false;
      boolean failed = false;
      while (true) {
        for (int node : model.start()) {
          assertThat(next())
              .isInstanceOfSatisfying(
                  NodeStarted.class, started -> assertThat(started.node().index()).isEqualTo(node));
        }
        if (model.running.isEmpty()) {
          break;
        }
        if (cancels && gen.chance(0.1)) {
          cancelled = true;
          execution.cancel();
          expect(model.stop(SkipReason.CANCELLED, Optional.empty()));
          break;
        }
        int node = gen.oneOf(List.copyOf(model.running));
        boolean ok = !gen.chance(failures);
        failed |= !ok;
        gates.get(node).add(ok ? success(flow.nodes().get(node), decisions) : FAILURE);
        assertThat(index(next())).isEqualTo(node);
        assertThat(heard.getLast()).isInstanceOf(ok ? NodeSucceeded.class : NodeFailed.class);
        expect(model.end(node, ok));
      }
      ExecutionStatus status =
          cancelled
              ? ExecutionStatus.CANCELLED
              : failed ? ExecutionStatus.FAILED : ExecutionStatus.SUCCEEDED;
      assertThat(next())
          .isInstanceOfSatisfying(
              ExecutionFinished.class,
              end -> {
                assertThat(end.status()).isEqualTo(status);
                assertThat(end.aborted()).isEqualTo(model.stopped());
              });
      check(report.get());
      assertThat(events).isEmpty();
    }

    private ExecutionEvent next() throws InterruptedException {
      ExecutionEvent event = events.poll(10, TimeUnit.SECONDS);
      assertThat(event).as("event after %s", heard).isNotNull();
      heard.add(event);
      return event;
    }

    private void expect(Map<Integer, Skipped> skips) throws InterruptedException {
      Map<Integer, Skipped> found = new HashMap<>();
      for (int i = 0; i < skips.size(); i++) {
        assertThat(next())
            .isInstanceOfSatisfying(
                NodeSkipped.class,
                skip ->
                    found.put(skip.node().index(), new Skipped(skip.reason(), skip.becauseOf())));
      }
      assertThat(found).isEqualTo(skips);
    }

    private void check(Report report) {
      assertThat(model.ended).hasSize(plan.size());
      for (Report.NodeReport node : report.nodes()) {
        int index = node.node().index();
        assertThat(node.node().level()).isEqualTo(model.levelOf(index));
        assertThat(node.node().remaining()).isEqualTo(model.remainingOf(index));
        assertThat(node.node().dependencies().stream().boxed().toList())
            .isEqualTo(flow.nodes().get(index).dependencies());
        Report.State state =
            switch (model.ended.getOrDefault(index, SchedulerModel.End.SKIPPED)) {
              case OK -> Report.State.SUCCEEDED;
              case FAILED -> Report.State.FAILED;
              case SKIPPED -> Report.State.SKIPPED;
            };
        assertThat(node.state()).isEqualTo(state);
        assertThat(node.skipReason())
            .isEqualTo(Optional.ofNullable(model.skips.get(index)).map(Skipped::reason));
      }
      var again = new ReportFold();
      heard.forEach(again::on);
      assertThat(again.report()).isEqualTo(report);
    }
  }

  private static int index(ExecutionEvent any) {
    return switch (any) {
      case NodeStarted event -> event.node().index();
      case NodeSucceeded event -> event.node().index();
      case NodeFailed event -> event.node().index();
      case NodeSkipped event -> event.node().index();
      default -> throw new AssertionError(any);
    };
  }
}
