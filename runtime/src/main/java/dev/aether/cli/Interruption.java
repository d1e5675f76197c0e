package dev.aether.cli;

import java.util.concurrent.CountDownLatch;

/// Ctrl-C, or a polite request to end, while a command works: the command's thread is interrupted,
/// and the process waits until it has said what there is to say. It then ends with 130, or 143.
final class Interruption implements AutoCloseable {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Thread here) {
    this.hook =
        Thread.ofPlatform()
            .unstarted(() -> {
              here.interrupt();
              try {
                ended.await();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /// Interrupts the calling thread, until this is closed.
  static Interruption ofThisThread() {
    var interruption = new Interruption(Thread.currentThread());
    java.lang.Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      java.lang.Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAlready) {
      return; // the hook runs, and has just been told
    }
  }
}
