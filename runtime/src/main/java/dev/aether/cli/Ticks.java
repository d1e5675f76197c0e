package dev.aether.cli;

import java.time.Duration;

/// Does something small again and again while a command works.
final class Ticks implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Thread thread;

  Ticks(Runnable work) {
    this.thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (true) {
                  Thread.sleep(PAUSE);
                  work.run();
                }
              } catch (InterruptedException _) {
                return; // closed
              }
            });
  }

  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
