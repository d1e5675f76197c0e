package dev.aether.engine;

import static dev.aether.testing.Flows.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.context.Value;
import dev.aether.engine.ExecutionEvent.NodeStarted;
import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.Report.State;
import dev.aether.llm.LlmFailure;
import dev.aether.testing.Flows;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Ends before the end: cancellation, deadlines, bugs.
@Timeout(30)
class StoppingTest extends EngineFixture {
  @Test
  void cancelling_from_another_thread_stops_everything() throws Exception {
    var running = new CountDownLatch(2);
    var stopped = new AtomicInteger();
    var execution =
        execution(
            Flows.plan(nodes(node("a"), node("b"), node("c", "a"))),
            RunOptions.DEFAULT,
            (_, progress) -> {
              running.countDown();
              try {
                return forever();
              } finally {
                assertThat(progress.cancelled().getAsBoolean()).isTrue();
                stopped.incrementAndGet();
              }
            });
    var report = new FutureTask<>(execution::run);
    Thread.startVirtualThread(report);
    running.await();
    execution.cancel();
    execution.cancel();
    assertThat(report.get().status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(skips(report.get())).containsOnly(Optional.of(SkipReason.CANCELLED));
    assertThat(stopped).hasValue(2);
  }

  @Test
  void an_interrupt_cancels_and_leaves_no_node_running() throws Exception {
    var running = new CountDownLatch(2);
    var stopped = new AtomicInteger();
    var execution =
        execution(
            Flows.plan(nodes(node("a"), node("b"))),
            RunOptions.DEFAULT,
            (_, _) -> {
              running.countDown();
              try {
                return forever();
              } finally {
                stopped.incrementAndGet();
              }
            });
    var report = new FutureTask<>(execution::run);
    Thread caller = Thread.startVirtualThread(report);
    running.await();
    caller.interrupt();
    assertThat(report.get().status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(stopped).hasValue(2);
  }

  @Test
  void an_execution_that_is_cancelled_before_it_runs_starts_nothing() {
    var execution =
        execution(Flows.plan(nodes(node("a"))), RunOptions.DEFAULT, (_, _) -> forever());
    execution.cancel();
    assertThat(execution.run().status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(heard).noneMatch(NodeStarted.class::isInstance);
  }

  @Test
  void cancelling_a_finished_execution_changes_nothing() {
    var execution = execution(Flows.plan(nodes(node("a"))), RunOptions.DEFAULT, (_, _) -> DONE);
    assertThat(execution.run().status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    execution.cancel();
  }

  @Test
  void a_node_that_cannot_finish_in_time_is_not_started() {
    Report report =
        execution(
                Flows.plan(nodes(node("a"), node("b", "a"), node("c", "b"))),
                within(Duration.ofSeconds(5)),
                (_, _) -> {
                  nanos.addAndGet(Duration.ofSeconds(3).toNanos());
                  return DONE;
                })
            .run();
    assertThat(report.status()).isEqualTo(ExecutionStatus.TIMED_OUT);
    assertThat(states(report)).containsExactly(State.SUCCEEDED, State.SUCCEEDED, State.SKIPPED);
    assertThat(skips(report).getLast()).hasValue(SkipReason.DEADLINE_EXCEEDED);
  }

  @Test
  void a_running_node_is_stopped_at_the_deadline() {
    Report report =
        execution(
                Flows.plan(nodes(node("a"), node("b", "a"))),
                within(Duration.ofSeconds(5)),
                (_, progress) -> {
                  nanos.addAndGet(Duration.ofSeconds(6).toNanos());
                  progress.text().accept("still busy"); // makes the owner look at its clock
                  return forever();
                })
            .run();
    assertThat(report.status()).isEqualTo(ExecutionStatus.TIMED_OUT);
    assertThat(skips(report)).containsOnly(Optional.of(SkipReason.DEADLINE_EXCEEDED));
  }

  @Test
  void a_call_that_runs_out_of_its_executions_time_is_no_failure_of_its_node() {
    Report report =
        execution(
                Flows.plan(nodes(node("a"), node("b", "a"))),
                within(Duration.ofSeconds(5)),
                (_, _) -> {
                  nanos.addAndGet(Duration.ofSeconds(5).toNanos());
                  var late = new LlmFailure.TimedOut("mock", Duration.ofSeconds(5));
                  return new Failed(new NodeError.CallFailed(late), NodeDetails.NONE);
                })
            .run();
    assertThat(report.status()).isEqualTo(ExecutionStatus.TIMED_OUT);
    assertThat(skips(report)).containsOnly(Optional.of(SkipReason.DEADLINE_EXCEEDED));
  }

  @Test
  void no_time_at_all_is_no_reason_to_hang() {
    Report report =
        execution(Flows.plan(nodes(node("a"))), within(Duration.ZERO), (_, _) -> DONE).run();
    assertThat(report.status()).isEqualTo(ExecutionStatus.TIMED_OUT);
    assertThat(heard).noneMatch(NodeStarted.class::isInstance);
  }

  @Test
  void a_node_that_is_interrupted_by_nobody_has_a_bug() {
    Report report =
        run(
            nodes(node("a"), node("b", "a")),
            (_, _) -> {
              throw new InterruptedException("of its own");
            });
    assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(report.nodes().getFirst().error()).containsInstanceOf(NodeError.Bug.class);
  }

  @Test
  void a_listener_that_throws_leaves_no_node_running() {
    var running = new CountDownLatch(1);
    var stopped = new AtomicInteger();
    var execution =
        engine(
                (job, _) -> {
                  if (job.node().id().equals("b")) {
                    running.await();
                    return DONE;
                  }
                  running.countDown();
                  try {
                    return forever();
                  } finally {
                    stopped.incrementAndGet();
                  }
                })
            .prepare(
                Flows.plan(nodes(node("a"), node("b"))),
                Value.Obj.EMPTY,
                RunOptions.DEFAULT,
                event -> {
                  if (event instanceof ExecutionEvent.NodeSucceeded) {
                    throw new IllegalStateException("listener");
                  }
                });
    assertThatThrownBy(execution::run).hasMessage("listener");
    assertThat(stopped).hasValue(1);
  }
}
