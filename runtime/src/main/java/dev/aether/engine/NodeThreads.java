package dev.aether.engine;

import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.NodeOutcome.Skipped;
import dev.aether.engine.NodeRunner.Start.Goes;
import dev.aether.engine.NodeRunner.Start.Over;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The threads of the nodes that run, one each. All of this belongs to the execution's owner; the
/// threads themselves only compute, and post what they found.
final class NodeThreads {
  private final @Nullable Thread[] running;
  private final Scheduler.Work work;
  private final Consumer<Message> inbox;
  private final BooleanSupplier stopped;
  private int count;

  /// @param inbox takes messages from any thread
  /// @param stopped whether the execution has been
  NodeThreads(int nodes, Scheduler.Work work, Consumer<Message> inbox, BooleanSupplier stopped) {
    this.running = new @Nullable Thread[nodes];
    this.work = work;
    this.inbox = inbox;
    this.stopped = stopped;
  }

  int count() {
    return count;
  }

  /// Runs a node.
  ///
  /// @param rest what is left of it; empty if it has not begun
  void start(int node, Optional<NodeRunner.Rest> rest) {
    running[node] = Thread.startVirtualThread(() -> attempt(node, rest));
    count++;
  }

  private void attempt(int node, Optional<NodeRunner.Rest> rest) {
    boolean quick = false;
    NodeOutcome outcome;
    try {
      NodeRunner.Start start =
          rest.isPresent() ? new Goes(rest.get()) : work.begin(node, progress(node, inbox));
      quick = start instanceof Over;
      outcome =
          switch (start) {
            case Over(var known) -> known;
            case Goes(var left) -> left.run();
          };
    } catch (InterruptedException interrupted) {
      outcome =
          stopped.getAsBoolean()
              ? new Skipped(SkipReason.CANCELLED, Optional.empty())
              : new Failed(new NodeError.Bug(interrupted), NodeDetails.NONE);
    } catch (Throwable bug) { // the boundary: one broken node must not hang its execution
      outcome = new Failed(new NodeError.Bug(bug), NodeDetails.NONE);
    }
    inbox.accept(new Message.Ended(node, outcome, quick));
  }

  /// Where a node tells what happens.
  NodeRunner.Progress progress(int node, Consumer<Message> news) {
    return new NodeRunner.Progress(
        text -> news.accept(new Message.Said(node, text)),
        event -> news.accept(new Message.Called(node, event)),
        stopped);
  }

  /// A node's thread has posted its last message.
  void ended(int node) {
    running[node] = null;
    count--;
  }

  /// Interrupts a node.
  ///
  /// @return whether it runs
  boolean interrupt(int node) {
    Thread thread = running[node];
    if (thread == null) {
      return false;
    }
    thread.interrupt();
    return true;
  }

  void interruptAll() {
    for (int node = 0; node < running.length; node++) {
      interrupt(node);
    }
  }
}
