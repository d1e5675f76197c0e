package dev.aether.engine;

import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.NodeOutcome.Skipped;
import dev.aether.engine.NodeRunner.Start.Goes;
import dev.aether.engine.NodeRunner.Start.Over;
import dev.aether.llm.CallEvent;
import dev.aether.llm.Deadline;
import dev.aether.workflow.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Runs a [Plan], starting each node the moment its last dependency has ended.
///
/// The thread that calls [#toCompletion()] owns every piece of mutable state; node threads only
/// compute and post what they found to its inbox. So there are no locks, and this file can be read
/// top to bottom. Running nodes one at a time is not a second mode, it is a width of 1.
final class Scheduler {

  /// What the owner tells whoever watches, in order.
  interface Watcher {
    void started(int node, long readyNanos);

    void ended(int node, NodeOutcome outcome);

    void said(int node, String text);

    void called(int node, CallEvent event);

    /// The owner is about to wait.
    void caughtUp();
  }

  /// Begins one node.
  @FunctionalInterface
  interface Work {
    NodeRunner.Start begin(int node, NodeRunner.Progress progress);
  }

  private final Plan plan;
  private final int width;
  private final RunOptions options;
  private final Map<Integer, NodeOutcome> known;
  private final Deadline deadline;
  private final Watcher watcher;
  private final LongSupplier nanoTime;

  private final Settlement settlement;
  private final ReadyNodes ready;
  private final long[] readyAt;
  private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
  private final NodeThreads threads;
  private volatile boolean stopped;
  private @Nullable Skipped stop; // why no further node starts
  private boolean brisk = true; // the last node had its outcome at once, and so may the next

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
    this.watcher = watcher;
    this.nanoTime = nanoTime;
    this.settlement = new Settlement(plan);
    this.ready = new ReadyNodes(plan, options.sequential());
    this.readyAt = new long[plan.size()];
    this.threads = new NodeThreads(plan.size(), work, inbox::add, () -> stopped);
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
    while (threads.count() < width && stop == null) {
      int node = ready.take();
      if (node < 0) {
        return;
      }
      if (deadline.passed()) {
        stop(new Skipped(SkipReason.DEADLINE_EXCEEDED, Optional.empty()));
        return;
      }
      watcher.started(node, readyAt[node]);
      if (brisk) {
        begin(node);
        handleNews(); // however many nodes begin in a row
      } else {
        threads.start(node, Optional.empty());
      }
    }
  }

  /// Begins a node on the owner's thread. A cached answer is had in less time than a thread takes
  /// to start; but many prompts that are not cached are better looked at side by side, so this goes
  /// on for as long as it succeeds.
  private void begin(int node) {
    List<Message> meanwhile = new ArrayList<>(2);
    var begun = new AtomicBoolean();
    NodeRunner.Start start =
        threads.begin(node, news -> (begun.get() ? inbox : meanwhile).add(news));
    begun.set(true);
    meanwhile.forEach(this::handle);
    switch (start) {
      case Over(var outcome) -> end(node, outcome);
      case Goes(var rest) -> {
        brisk = false;
        threads.start(node, Optional.of(rest));
      }
    }
  }

  /// The only place where the owner waits.
  private Message next() {
    if (inbox.isEmpty()) {
      watcher.caughtUp();
    }
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
      case Message.Ended(var node, var outcome, var quick) -> {
        threads.ended(node);
        brisk |= quick;
        end(node, outcome);
      }
    }
  }

  private void end(int node, NodeOutcome outcome) {
    ready.ended(node);
    if (outcome instanceof Failed(var error, _) && error.outOfTime() && deadline.passed()) {
      // A call is given the time that is left, so its alarm and ours ring at the same moment.
      stop(new Skipped(SkipReason.DEADLINE_EXCEEDED, Optional.empty()));
    }
    settle(node, outcome instanceof Skipped && stop != null ? stop : outcome);
    followFailure(node, outcome);
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
    for (int node = 0; node < plan.size(); node++) {
      if (!threads.interrupt(node) && settlement.isOpen(node)) {
        settlement.skip(node, reason);
        watcher.ended(node, reason);
      }
    }
  }

  /// After a failure of the watcher there may still be nodes at work; they do not outlive the call.
  private void endRunning() {
    stopped = true;
    boolean interrupted = false;
    while (threads.count() > 0) {
      threads.interruptAll();
      try {
        if (inbox.take() instanceof Message.Ended(var node, _, _)) {
          threads.ended(node);
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
