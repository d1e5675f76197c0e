package dev.aether.cache.semantic;

import java.util.concurrent.atomic.AtomicLong;

/// One answer, and its record: entries that share it are aliases of each other. Safe for threads;
/// the counts need not agree with each other to the last label.
final class Group<A> {
  private final A answer;
  private final AtomicLong support = new AtomicLong();
  private final AtomicLong same = new AtomicLong();
  private final AtomicLong different = new AtomicLong();
  private volatile boolean withdrawn;

  Group(A answer) {
    this(answer, 0, 0, 0);
  }

  Group(A answer, long support, long same, long different) {
    this.answer = answer;
    this.support.set(support);
    this.same.set(same);
    this.different.set(different);
  }

  A answer() {
    return answer;
  }

  /// How many questions it was stored for. Hits do not count: an answer must not become credible by
  /// being served.
  long support() {
    return support.get();
  }

  /// Labels that found this answer right for a question that lay near.
  long same() {
    return same.get();
  }

  /// Labels that found it wrong.
  long different() {
    return different.get();
  }

  /// Nobody is to be answered with it any more.
  void withdraw() {
    withdrawn = true;
  }

  boolean withdrawn() {
    return withdrawn;
  }

  void supported() {
    support.incrementAndGet();
  }

  void labelled(boolean right) {
    (right ? same : different).incrementAndGet();
  }
}
