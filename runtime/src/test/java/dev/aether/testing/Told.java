package dev.aether.testing;

import dev.aether.execution.ExecutionStore.Receipt;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what became of events.
public final class Told implements Receipt {
  private final AtomicInteger kept = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();

  @Override
  public void kept() {
    kept.incrementAndGet();
  }

  @Override
  public void lost() {
    lost.incrementAndGet();
  }

  /// How many.
  public int keptSoFar() {
    return kept.get();
  }

  /// How many.
  public int lostSoFar() {
    return lost.get();
  }
}
