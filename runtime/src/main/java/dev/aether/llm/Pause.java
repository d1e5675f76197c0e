package dev.aether.llm;

import java.time.Duration;

/// Waits. Tests pass one that only records, or that moves a clock.
@FunctionalInterface
public interface Pause {
  /// Returns after the duration has passed.
  ///
  /// @throws InterruptedException if the caller was cancelled meanwhile
  void of(Duration duration) throws InterruptedException;
}
