package dev.aether.testing;

import java.util.function.BooleanSupplier;

/// Waiting for what another thread or process does, for as long as the test's own limit allows.
public final class Until {
  private Until() {}

  /// Looks again and again until something is so.
  public static void so(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("waited in vain");
      }
      Thread.onSpinWait();
    }
  }
}
