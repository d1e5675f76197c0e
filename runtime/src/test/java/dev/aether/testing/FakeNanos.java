package dev.aether.testing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// A clock that stands still until a test moves it.
public final class FakeNanos implements LongSupplier {
  private final AtomicLong now = new AtomicLong(1_000);

  @Override
  public long getAsLong() {
    return now.get();
  }

  /// Lets time pass.
  public void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
