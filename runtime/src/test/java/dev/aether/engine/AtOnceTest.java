package dev.aether.engine;

import static dev.aether.testing.Flows.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.context.Value;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.llm.CallEvent;
import dev.aether.testing.Flows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nodes whose outcome is there already.
@Timeout(30)
class AtOnceTest extends EngineFixture {
  private static final CallEvent HIT =
      new CallEvent.CacheLookup(CallEvent.Layer.EXACT, CallEvent.Lookup.HIT);

  private final List<String> onOwner = new CopyOnWriteArrayList<>();
  private final List<String> onThreads = new CopyOnWriteArrayList<>();

  /// Nodes whose names begin with `slow` take time.
  private NodeRunner runner(Consumer<String> begun) {
    var owner = new AtomicReference<>(Thread.currentThread());
    return new NodeRunner() {
      @Override
      public NodeOutcome run(Job job, Progress progress) {
        throw new AssertionError("nodes are begun");
      }

      @Override
      public Start begin(Job job, Progress progress) {
        String id = job.node().id();
        if (onOwner.isEmpty()) {
          owner.set(Thread.currentThread()); // the first is begun there in any case
        }
        (Thread.currentThread() == owner.get() ? onOwner : onThreads).add(id);
        begun.accept(id);
        progress.call().accept(HIT);
        if (id.equals("broken")) {
          throw new StackOverflowError("a bug");
        }
        return id.startsWith("slow")
            ? new Start.Goes(() -> {
              progress.text().accept(id);
              return DONE;
            })
            : new Start.Over(DONE);
      }
    };
  }

  @Test
  void take_no_thread_and_their_events_are_in_order() {
    Report report = run(nodes(node("a"), node("b", "a"), node("c", "b")), runner(_ -> {}));
    assertThat(report.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(onOwner).containsExactly("a", "b", "c");
    assertThat(onThreads).isEmpty();
    List<String> told = new ArrayList<>();
    heard.forEach(event -> told.add(event.getClass().getSimpleName()));
    assertThat(told)
        .containsSubsequence("NodeStarted", "NodeCall", "NodeSucceeded", "NodeStarted", "NodeCall")
        .hasSize(11);
  }

  @Test
  void after_one_that_takes_time_the_others_begin_side_by_side() {
    Report report =
        run(nodes(node("slow1"), node("slow2"), node("b", "slow1", "slow2")), runner(_ -> {}));
    assertThat(report.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(onOwner).containsExactly("slow1");
    assertThat(onThreads).containsExactly("slow2", "b");
  }

  @Test
  void once_one_was_quick_again_so_are_the_next() {
    run(nodes(node("slow"), node("b", "slow"), node("c", "b")), runner(_ -> {}));
    assertThat(onOwner).containsExactly("slow", "c");
    assertThat(onThreads).containsExactly("b");
  }

  @Test
  void a_bug_is_the_nodes_own() {
    Report report = run(nodes(node("broken")), runner(_ -> {}));
    assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(states(report)).containsExactly(Report.State.FAILED);
  }

  @Test
  void a_listeners_mistake_is_not_the_nodes() {
    Execution execution =
        engine(runner(_ -> {}))
            .prepare(
                Flows.plan(nodes(node("a"))),
                Value.Obj.EMPTY,
                RunOptions.DEFAULT,
                event -> {
                  if (event instanceof ExecutionEvent.NodeCall) {
                    throw new IllegalStateException("the listener's");
                  }
                });
    assertThatThrownBy(execution::run).hasMessage("the listener's");
  }

  @Test
  void a_request_to_stop_is_heard_between_two() {
    var running = new AtomicReference<Execution>();
    Execution execution =
        execution(
            Flows.plan(nodes(node("a"), node("b", "a"), node("c", "b"))),
            RunOptions.DEFAULT,
            runner(id -> {
              if (id.equals("b")) {
                running.get().cancel();
              }
            }));
    running.set(execution);
    Report report = execution.run();
    assertThat(report.status()).isEqualTo(ExecutionStatus.CANCELLED);
    assertThat(onOwner).containsExactly("a", "b");
    assertThat(skips(report))
        .containsExactly(Optional.empty(), Optional.empty(), Optional.of(SkipReason.CANCELLED));
  }
}
