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

  /// What a request is told.
  public enum Decision {
    /// It may run; [Admission#leave()] must follow.
    ADMITTED,
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

  /// Asks for a place, and waits for it if there is room to wait.
  public Decision enter() throws InterruptedException {
    if (draining) {
      return Decision.DRAINING;
    }
    if (!places.tryAcquire()) {
      if (waiting.incrementAndGet() > queueLimit) {
        waiting.decrementAndGet();
        return Decision.OVERLOADED;
      }
      try {
        places.acquire();
      } finally {
        waiting.decrementAndGet();
      }
      if (draining) {
        places.release();
        return Decision.DRAINING;
      }
    }
    return Decision.ADMITTED;
  }

  /// Gives the place back.
  public void leave() {
    places.release();
  }

  /// From now on nobody is admitted.
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

  /// Waits until no execution runs any more.
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
