package dev.aether.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// [VendorStandIn] as a process of its own, for load drivers: `StandInProcess PORT LATENCY_MS`. It
/// answers everything with one kilobyte after the latency, until it is killed. No two answers are
/// alike, so that what reads them is no more cached than they are.
public final class StandInProcess {
  private static final int ANSWER_CHARS = 1000;

  private StandInProcess() {}

  /// Starts it.
  public static void main(String... arguments) throws InterruptedException {
    Duration latency = Duration.ofMillis(Long.parseLong(arguments[1]));
    String words = "word ".repeat(ANSWER_CHARS / 5);
    var answers = new AtomicInteger();
    try (var standIn = VendorStandIn.start(Integer.parseInt(arguments[0]), false)) {
      standIn.usually(_ -> Behaviour.say(answers.incrementAndGet() + " " + words).after(latency));
      System.out.println("listening on " + standIn.openAi());
      new CountDownLatch(1).await();
    }
  }
}
