package dev.aether.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Drops who sends or reads too slowly: a thread that waits for bytes, or for room to write some,
/// says until when it will, and is interrupted then, which closes its socket. One watcher looks at
/// all of them. (The server library has a read timeout, but not for the kind of socket that it
/// uses.)
final class SlowPeers implements AutoCloseable {
  private static final int LOOKS_PER_LIMIT = 4;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final ConcurrentMap<Thread, Wait> waits = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final Duration betweenLooks;
  private final Thread watcher;

  /// What a thread waits for, if it does. It stays with the thread, which waits again and again.
  private static final class Wait {
    private static final long NONE = Long.MIN_VALUE;

    private final AtomicLong deadline = new AtomicLong(NONE);
  }

  /// @param shortest of the limits that will be set
  SlowPeers(Duration shortest, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    Duration part = shortest.dividedBy(LOOKS_PER_LIMIT);
    this.betweenLooks = part.compareTo(BETWEEN_LOOKS) < 0 ? part : BETWEEN_LOOKS;
    this.watcher = Thread.ofVirtual().name("slow-peers").unstarted(this::watch);
  }

  void start() {
    watcher.start();
  }

  /// The calling thread begins to wait, for so long at most.
  void begin(Duration limit) {
    Thread thread = Thread.currentThread();
    Wait known = waits.get(thread);
    Wait wait = known == null ? waits.computeIfAbsent(thread, _ -> new Wait()) : known;
    wait.deadline.set(nanoTime.getAsLong() + limit.toNanos());
  }

  /// It waits no more.
  ///
  /// @return whether it was in time; if not, an interrupt has come or will
  boolean end() {
    Wait wait = waits.get(Thread.currentThread());
    return wait != null && wait.deadline.getAndSet(Wait.NONE) != Wait.NONE;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(betweenLooks);
        look();
      }
    } catch (InterruptedException _) {
      return; // the server has stopped
    }
  }

  private void look() {
    long now = nanoTime.getAsLong();
    waits.forEach((thread, wait) -> {
      long deadline = wait.deadline.get();
      if (!thread.isAlive()) {
        waits.remove(thread);
      } else if (deadline != Wait.NONE
          && now - deadline > 0
          && wait.deadline.compareAndSet(deadline, Wait.NONE)) {
        thread.interrupt();
      }
    });
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
