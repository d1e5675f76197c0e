package dev.aether.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// [VendorStandIn] as a process of its own, for load drivers: `StandInProcess PORT LATENCY_MS`. It
/// answers everything with one kilobyte after the latency, until it is killed.
public final class StandInProcess {
  private static final int ANSWER_CHARS = 1000;

  private StandInProcess() {}

  /// Starts it.
  public static void main(String... arguments) throws InterruptedException {
    Behaviour answer =
        Behaviour.say("word ".repeat(ANSWER_CHARS / 5))
            .after(Duration.ofMillis(Long.parseLong(arguments[1])));
    try (var standIn = VendorStandIn.start(Integer.parseInt(arguments[0]), false)) {
      standIn.usually(_ -> answer);
      System.out.println("listening on " + standIn.openAi());
      new CountDownLatch(1).await();
    }
  }
}
