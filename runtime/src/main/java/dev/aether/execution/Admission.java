package dev.aether.execution;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Decides whether one more execution may run: at once, after a wait in a bounded queue, or not at
/// all. Never lets work pile up.
public final class Admission {
  private final int limit;
  private final int queueLimit;
  private final Semaphore places;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean draining;

  /// What a request is told at once.
  public sealed interface Answer {}

  /// It will have a place. [#awaitTurn()] must follow, and [#leave()] after the execution.
  public final class Place implements Answer {
    private boolean taken;
    private boolean queued;

    private Place(boolean taken) {
      this.taken = taken;
      this.queued = !taken;
    }

    /// Waits for the place; returns at once if it is free already.
    public void awaitTurn() throws InterruptedException {
      if (taken) {
        return;
      }
      try {
        places.acquire();
        taken = true;
      } finally {
        queued = false;
        waiting.decrementAndGet();
      }
    }

    /// Gives the place back, or the place in the queue.
    public void leave() {
      if (taken) {
        taken = false;
        places.release();
      } else if (queued) {
        queued = false;
        waiting.decrementAndGet();
      }
    }
  }

  /// It will not run.
  public enum Refusal implements Answer {
    /// All places and the queue are taken.
    OVERLOADED,
    /// The server is about to stop.
    DRAINING
  }

  /// @param limit executions at once, at least 1
  /// @param queueLimit requests that may wait for a place, 0 or more
  public Admission(int limit, int queueLimit) {
    this.limit = limit;
    this.queueLimit = queueLimit;
    this.places = new Semaphore(limit, true);
  }

  /// Asks for a place; does not wait.
  public Answer ask() {
    if (draining) {
      return Refusal.DRAINING;
    }
    if (places.tryAcquire()) {
      return new Place(true);
    }
    if (waiting.incrementAndGet() > queueLimit) {
      waiting.decrementAndGet();
      return Refusal.OVERLOADED;
    }
    return new Place(false);
  }

  /// A place in the queue for somebody who was admitted before, by a process that is no more.
  Place readmit() {
    waiting.incrementAndGet();
    return new Place(false);
  }

  /// From now on nobody is admitted; who waits already still gets a place.
  public void drain() {
    draining = true;
  }

  /// Whether [#drain()] has been called.
  public boolean isDraining() {
    return draining;
  }

  /// Executions that are running now.
  public int running() {
    return limit - places.availablePermits();
  }

  /// Executions that may run at once.
  public int limit() {
    return limit;
  }

  /// Executions that wait for a place now.
  public int waiting() {
    return Math.min(queueLimit, waiting.get());
  }

  /// Executions that may wait for a place.
  public int queueLimit() {
    return queueLimit;
  }

  /// Waits until no execution runs or waits any more.
  ///
  /// @return whether that came true within the time
  public boolean awaitQuiet(Duration atMost) throws InterruptedException {
    if (places.tryAcquire(limit, atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      places.release(limit);
      return true;
    }
    return false;
  }
}
