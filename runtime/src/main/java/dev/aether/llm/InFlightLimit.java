package dev.aether.llm;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Bounds the calls in flight of the whole process; who waits is served in order.
public final class InFlightLimit implements LlmClient {
  private final LlmClient next;
  private final int limit;
  private final Semaphore places;
  private final LongSupplier nanoTime;

  /// @param limit calls at once, at least 1
  public InFlightLimit(LlmClient next, int limit, LongSupplier nanoTime) {
    this.next = next;
    this.limit = limit;
    this.places = new Semaphore(limit, true);
    this.nanoTime = nanoTime;
  }

  /// Calls at once.
  public int limit() {
    return limit;
  }

  /// Calls in flight now.
  public int inFlight() {
    return limit - places.availablePermits();
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    if (!places.tryAcquire(0, TimeUnit.NANOSECONDS)) { // without a time it would jump the queue
      long started = nanoTime.getAsLong();
      places.acquire();
      call.listener()
          .accept(
              new CallEvent.Waited(
                  request.provider(),
                  CallEvent.Reason.CONCURRENCY,
                  Duration.ofNanos(nanoTime.getAsLong() - started)));
    }
    try {
      return next.complete(request, call);
    } finally {
      places.release();
    }
  }
}
