package dev.aether.engine;

import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.NodeOutcome.Skipped;
import dev.aether.llm.CallEvent;
import dev.aether.llm.Deadline;
import dev.aether.workflow.Plan;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Runs a [Plan], starting each node the moment its last dependency has ended.
///
/// The thread that calls [#toCompletion()] owns every piece of mutable state; node threads only
/// compute and post what they found to its inbox. So there are no locks, and this file can be read
/// top to bottom. Running nodes one at a time is not a second mode, it is a width of 1.
final class Scheduler {

  /// What node threads and callers tell the owner.
  private sealed interface Message {
    record Ended(int node, NodeOutcome outcome) implements Message {}

    record Said(int node, String text) implements Message {}

    record Called(int node, CallEvent event) implements Message {}

    record Known(int node, NodeOutcome outcome) implements Message {}

    record Cancel() implements Message {}
  }

  /// What the owner tells whoever watches, in order.
  interface Watcher {
    void started(int node, long readyNanos);

    void ended(int node, NodeOutcome outcome);

    void said(int node, String text);

    void called(int node, CallEvent event);
  }

  /// Runs one node on its own thread.
  @FunctionalInterface
  interface Work {
    NodeOutcome run(int node, NodeRunner.Progress progress) throws InterruptedException;
  }

  private final Plan plan;
  private final int width;
  private final RunOptions options;
  private final Map<Integer, NodeOutcome> known;
  private final Deadline deadline;
  private final Work work;
  private final Watcher watcher;
  private final LongSupplier nanoTime;

  private final Settlement settlement;
  private final ReadyNodes ready;
  private final long[] readyAt;
  private final @Nullable Thread[] running;
  private int runningCount;
  private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
  private volatile boolean stopped;
  private @Nullable Skipped stop; // why no further node starts

  Scheduler(
      Plan plan,
      RunOptions options,
      Map<Integer, NodeOutcome> known,
      Deadline deadline,
      Work work,
      Watcher watcher,
      LongSupplier nanoTime) {
    this.plan = plan;
    this.width = options.width();
    this.options = options;
    this.known = known;
    this.deadline = deadline;
    this.work = work;
    this.watcher = watcher;
    this.nanoTime = nanoTime;
    this.settlement = new Settlement(plan);
    this.ready = new ReadyNodes(plan, options.sequential());
    this.readyAt = new long[plan.size()];
    this.running = new @Nullable Thread[plan.size()];
  }

  /// Asks for the end of the run; safe to call from any thread, at any time, more than once.
  void cancel() {
    inbox.add(new Message.Cancel());
  }

  /// Why the run was ended before its time, if it was.
  Optional<SkipReason> stopReason() {
    return Optional.ofNullable(stop).map(Skipped::reason);
  }

  /// Runs until every node has its outcome. No node runs any more when this returns. An interrupt
  /// of the calling thread cancels the run like [#cancel()].
  void toCompletion() {
    try {
      for (int node = 0; node < plan.size(); node++) {
        if (plan.node(node).dependencies().size() == 0) {
          release(node);
        }
      }
      while (settlement.open() > 0) {
        handleNews();
        if (stop == null) {
          startReady();
        }
        if (settlement.open() > 0) { // the deadline may have ended everything that was left
          handle(next());
        }
      }
    } finally {
      endRunning();
    }
  }

  /// What is known already counts before anything else starts: a failure, a cancellation.
  private void handleNews() {
    for (int waiting = inbox.size(); waiting > 0; waiting--) {
      handle(inbox.remove());
    }
  }

  private void startReady() {
    while (runningCount < width) {
      int node = ready.take();
      if (node < 0) {
        return;
      }
      if (deadline.passed()) {
        stop(new Skipped(SkipReason.DEADLINE_EXCEEDED, Optional.empty()));
        return;
      }
      watcher.started(node, readyAt[node]);
      running[node] = Thread.startVirtualThread(() -> attempt(node));
      runningCount++;
    }
  }

  private void attempt(int node) {
    NodeOutcome outcome;
    try {
      outcome =
          work.run(
              node,
              new NodeRunner.Progress(
                  text -> inbox.add(new Message.Said(node, text)),
                  event -> inbox.add(new Message.Called(node, event)),
                  () -> stopped));
    } catch (InterruptedException interrupted) {
      outcome =
          stopped
              ? new Skipped(SkipReason.CANCELLED, Optional.empty())
              : new Failed(new NodeError.Bug(interrupted), NodeDetails.NONE);
    } catch (Throwable bug) { // the boundary: one broken node must not hang its execution
      outcome = new Failed(new NodeError.Bug(bug), NodeDetails.NONE);
    }
    inbox.add(new Message.Ended(node, outcome));
  }

  /// The only place where the owner waits.
  private Message next() {
    try {
      Optional<Duration> left = stop == null ? deadline.remaining() : Optional.empty();
      if (left.isEmpty()) {
        return inbox.take();
      }
      Message message = inbox.poll(left.get().toNanos(), TimeUnit.NANOSECONDS);
      if (message == null) {
        stop(new Skipped(SkipReason.DEADLINE_EXCEEDED, Optional.empty()));
        return next();
      }
      return message;
    } catch (InterruptedException _) {
      return new Message.Cancel(); // an interrupt is a request to cancel, and is answered as one
    }
  }

  private void handle(Message message) {
    switch (message) {
      case Message.Said(var node, var text) -> watcher.said(node, text);
      case Message.Called(var node, var event) -> watcher.called(node, event);
      case Message.Known(var node, var outcome) -> {
        settle(node, outcome);
        followFailure(node, outcome);
      }
      case Message.Cancel() -> stop(new Skipped(SkipReason.CANCELLED, Optional.empty()));
      case Message.Ended(var node, var outcome) -> {
        running[node] = null;
        runningCount--;
        ready.ended(node);
        if (outcome instanceof Failed(var error, _) && error.outOfTime() && deadline.passed()) {
          // A call is given the time that is left, so its alarm and ours ring at the same moment.
          stop(new Skipped(SkipReason.DEADLINE_EXCEEDED, Optional.empty()));
        }
        settle(node, outcome instanceof Skipped && stop != null ? stop : outcome);
        followFailure(node, outcome);
      }
    }
  }

  private void followFailure(int node, NodeOutcome outcome) {
    if (outcome instanceof Failed
        && stop == null
        && options.failureEnds(plan.node(node).node().hints().errorPolicy())) {
      stop(new Skipped(SkipReason.ABORTED, Optional.of(plan.node(node).id())));
    }
  }

  /// Records an outcome and everything that follows from it.
  private void settle(int node, NodeOutcome outcome) {
    settlement.record(
        node,
        outcome,
        new Settlement.Consequences() {
          @Override
          public void settled(int settled, NodeOutcome its) {
            watcher.ended(settled, its);
            ready.settled(settled);
          }

          @Override
          public void ready(int released) {
            release(released);
          }
        });
  }

  /// A node whose dependencies have ended: it waits for its place, unless its outcome is known.
  private void release(int node) {
    NodeOutcome outcome = known.get(node);
    if (outcome != null) {
      inbox.add(new Message.Known(node, outcome));
    } else {
      makeReady(node);
    }
  }

  private void makeReady(int node) {
    readyAt[node] = nanoTime.getAsLong();
    ready.add(node);
  }

  /// Nothing starts any more; what runs is cancelled and will still report.
  private void stop(Skipped reason) {
    if (stop != null) {
      return;
    }
    stop = reason;
    stopped = true;
    ready.clear();
    for (int node = 0; node < running.length; node++) {
      Thread thread = running[node];
      if (thread != null) {
        thread.interrupt();
      } else if (settlement.isOpen(node)) {
        settlement.skip(node, reason);
        watcher.ended(node, reason);
      }
    }
  }

  /// After a failure of the watcher there may still be nodes at work; they do not outlive the call.
  private void endRunning() {
    stopped = true;
    boolean interrupted = false;
    while (runningCount > 0) {
      for (Thread thread : running) {
        if (thread != null) {
          thread.interrupt();
        }
      }
      try {
        if (inbox.take() instanceof Message.Ended(var node, _)) {
          running[node] = null;
          runningCount--;
        }
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
