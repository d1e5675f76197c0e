package dev.aether.llm;

import dev.aether.llm.RateSignals.Gauge;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What one provider lets us do with one key, shared by all calls.
///
/// Everybody passes one turnstile, in the order of arrival. Only who stands in it looks at the
/// clock: it waits there until the limits let it go, and looks again after each wait. So the order
/// is fair, a pause that begins meanwhile holds for all, and when it ends the calls leave one by
/// one at the pace of the limit instead of all at once.
final class RateBucket {
  /// After a pause nobody knows how much the provider takes: 20 calls a second for a while.
  private static final double CALM_PER_MINUTE = 1200;

  private static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 6;

  private final RateLimits limits;
  private final LongSupplier nanoTime;
  private final Pause pause;
  private final @Nullable Semaphore places;
  private final Semaphore turnstile = new Semaphore(1, true);
  private final AtomicInteger waiting = new AtomicInteger();

  private @Nullable Meter requests;
  private @Nullable Meter tokens;
  private @Nullable Meter calm;
  private long calmUntil;
  private long pausedUntil;
  private boolean everPaused;
  private int pausesInARow;

  RateBucket(RateLimits limits, LongSupplier nanoTime, Pause pause) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.pause = pause;
    long now = nanoTime.getAsLong();
    this.places =
        limits.callsInFlight().isPresent()
            ? new Semaphore(limits.callsInFlight().getAsInt(), true)
            : null;
    this.requests =
        limits.requestsPerMinute().isPresent()
            ? new Meter(limits.requestsPerMinute().getAsInt(), now)
            : null;
    this.tokens =
        limits.tokensPerMinute().isPresent()
            ? new Meter((double) limits.tokensPerMinute().getAsLong(), now)
            : null;
  }

  /// What came of wanting in.
  sealed interface Entry {}

  /// The call may go; it must leave in the end.
  record Admitted() implements Entry {}

  /// The call would have to wait too long.
  ///
  /// @param delay how long, if that is known
  record TooLong(Optional<Duration> delay) implements Entry {}

  /// Waits for this call's turn.
  ///
  /// @param estimate of its tokens
  Entry enter(long estimate, Deadline deadline) throws InterruptedException {
    if (waiting.incrementAndGet() > limits.mostWaiting()) {
      waiting.decrementAndGet();
      return new TooLong(Optional.empty());
    }
    boolean placed = false;
    boolean turned = false;
    Entry entry = new TooLong(Optional.empty());
    try {
      placed = take(places, deadline);
      turned = placed && take(turnstile, deadline);
      if (turned) {
        entry = turn(estimate, deadline);
      }
      return entry;
    } finally {
      waiting.decrementAndGet();
      if (turned) {
        turnstile.release();
      }
      if (placed && !(entry instanceof Admitted)) {
        leave();
      }
    }
  }

  private Entry turn(long estimate, Deadline deadline) throws InterruptedException {
    while (true) {
      Duration wait = Duration.ofNanos(drawOrWait(estimate));
      if (wait.isZero()) {
        return new Admitted();
      }
      if (wait.compareTo(limits.longestWait()) > 0 || !deadline.allows(wait)) {
        return new TooLong(Optional.of(wait));
      }
      pause.of(wait);
    }
  }

  private boolean take(@Nullable Semaphore semaphore, Deadline deadline)
      throws InterruptedException {
    if (semaphore == null) {
      return true;
    }
    Optional<Duration> left = deadline.remaining();
    if (left.isPresent()) {
      return semaphore.tryAcquire(left.get().toNanos(), TimeUnit.NANOSECONDS);
    }
    semaphore.acquire();
    return true;
  }

  void leave() {
    if (places != null) {
      places.release();
    }
  }

  /// Calls that wait now.
  int waiting() {
    return waiting.get();
  }

  /// How it stands.
  synchronized RateLimiting.Standing standing(String provider) {
    long pause = everPaused ? Math.max(0, pausedUntil - nanoTime.getAsLong()) : 0;
    return new RateLimiting.Standing(
        provider,
        waiting.get(),
        perMinute(requests),
        perMinute(tokens),
        limits.callsInFlight(),
        Duration.ofNanos(pause));
  }

  private static OptionalLong perMinute(@Nullable Meter meter) {
    return meter == null ? OptionalLong.empty() : OptionalLong.of(Math.round(meter.perMinute()));
  }

  private synchronized long drawOrWait(long estimate) {
    long now = nanoTime.getAsLong();
    long wait = everPaused ? Math.max(0, pausedUntil - now) : 0;
    if (requests != null) {
      wait = Math.max(wait, requests.waitFor(1, now));
    }
    if (tokens != null) {
      wait = Math.max(wait, tokens.waitFor(estimate, now));
    }
    if (calm != null && calmUntil - now > 0) {
      wait = Math.max(wait, calm.waitFor(1, now));
    }
    if (wait > 0) {
      return wait;
    }
    if (requests != null) {
      requests.draw(1, now);
    }
    if (tokens != null) {
      tokens.draw(estimate, now);
    }
    if (calm != null) {
      calm.draw(1, now);
    }
    return 0;
  }

  /// The provider said that it was too much: nobody leaves for a while, not only the one it said it
  /// to.
  synchronized void pauseAll(Optional<Duration> asked) {
    long now = nanoTime.getAsLong();
    boolean first = !everPaused || pausedUntil - now <= 0;
    if (first) {
      pausesInARow++;
    } else if (asked.isEmpty()) {
      return; // others were told the same at the same time
    }
    long length =
        asked
            .orElse(FIRST_PAUSE.multipliedBy(1L << Math.min(MOST_DOUBLINGS, pausesInARow - 1)))
            .toNanos();
    long until = now + length;
    if (!first && until - pausedUntil < 0) {
      return;
    }
    everPaused = true;
    pausedUntil = until;
    calmUntil = until + CALM_NANOS;
    calm = new Meter(CALM_PER_MINUTE, now);
    calm.pause(until);
    if (requests != null) {
      requests.pause(until);
    }
    if (tokens != null) {
      tokens.pause(until);
    }
  }

  /// The provider answered.
  synchronized void wentWell() {
    pausesInARow = 0;
  }

  /// Puts the true number of tokens in the place of the estimate.
  synchronized void settle(long estimate, long used) {
    if (tokens != null) {
      tokens.settle(estimate - used);
    }
  }

  /// The call was not made after all.
  synchronized void undo(long estimate) {
    if (requests != null) {
      requests.settle(1);
    }
    settle(estimate, 0);
  }

  /// Takes over what the provider says of its limits, where it is stricter than what is configured.
  synchronized void learn(RateSignals signals) {
    long now = nanoTime.getAsLong();
    requests = learnt(requests, signals.requests(), asLong(limits), now);
    tokens = learnt(tokens, signals.tokens(), limits.tokensPerMinute(), now);
  }

  private static OptionalLong asLong(RateLimits limits) {
    return limits.requestsPerMinute().isPresent()
        ? OptionalLong.of(limits.requestsPerMinute().getAsInt())
        : OptionalLong.empty();
  }

  private static @Nullable Meter learnt(
      @Nullable Meter meter, Gauge gauge, OptionalLong configured, long now) {
    Meter known = meter;
    if (gauge.limit().isPresent() && gauge.limit().getAsLong() > 0) {
      double perMinute =
          (double) Math.min(gauge.limit().getAsLong(), configured.orElse(Long.MAX_VALUE));
      if (known == null) {
        known = new Meter(perMinute, now);
      } else {
        known.limit(perMinute);
      }
    }
    if (known != null && gauge.remaining().isPresent()) {
      known.atMost(gauge.remaining().getAsLong(), now);
    }
    return known;
  }
}
