package dev.aether.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/// Drops who sends or reads too slowly: a thread that waits for bytes, or for room to write some,
/// says until when it will, and is interrupted then, which closes its socket. One watcher looks at
/// all of them. (The server library has a read timeout, but not for the kind of socket that it
/// uses.)
final class SlowPeers implements AutoCloseable {
  private static final int LOOKS_PER_LIMIT = 4;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final ConcurrentMap<Thread, Long> deadlines = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final Duration betweenLooks;
  private final Thread watcher;

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
    deadlines.put(Thread.currentThread(), nanoTime.getAsLong() + limit.toNanos());
  }

  /// It waits no more.
  ///
  /// @return whether it was in time; if not, an interrupt has come or will
  boolean end() {
    return deadlines.remove(Thread.currentThread()) != null;
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
    deadlines.forEach((thread, deadline) -> {
      if (!thread.isAlive()) {
        deadlines.remove(thread); // its connection broke while it waited, and must not stay for it
      } else if (now - deadline > 0 && deadlines.remove(thread, deadline)) {
        thread.interrupt();
      }
    });
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
