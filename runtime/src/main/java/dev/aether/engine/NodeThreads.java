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
    NodeRunner.Start start =
        rest.<NodeRunner.Start>map(Goes::new).orElseGet(() -> begin(node, inbox));
    inbox.accept(
        switch (start) {
          case Over(var outcome) -> new Message.Ended(node, outcome, true);
          case Goes(var left) -> new Message.Ended(node, outcome(left), false);
        });
  }

  private NodeOutcome outcome(NodeRunner.Rest rest) {
    try {
      return rest.run();
    } catch (InterruptedException interrupted) {
      return stopped.getAsBoolean()
          ? new Skipped(SkipReason.CANCELLED, Optional.empty())
          : bug(interrupted);
    } catch (Throwable bug) { // the boundary: one broken node must not hang its execution
      return bug(bug);
    }
  }

  /// Begins a node, on any thread.
  ///
  /// @param news takes what the node tells
  NodeRunner.Start begin(int node, Consumer<Message> news) {
    var progress =
        new NodeRunner.Progress(
            text -> news.accept(new Message.Said(node, text)),
            event -> news.accept(new Message.Called(node, event)),
            stopped);
    try {
      return work.begin(node, progress);
    } catch (Throwable bug) { // the boundary, as above
      return new Over(bug(bug));
    }
  }

  private static NodeOutcome bug(Throwable cause) {
    return new Failed(new NodeError.Bug(cause), NodeDetails.NONE);
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
