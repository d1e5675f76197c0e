package dev.aether.llm;

import dev.aether.llm.CallEvent.AttemptEnded;
import dev.aether.llm.CallEvent.AttemptStarted;
import dev.aether.llm.LlmFailure.TimedOut;
import dev.aether.llm.LlmResult.NoCompletion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The innermost layer: each pass through it is one attempt, which is announced, timed and ended
/// when its limit has passed. A provider behind it only needs to give up when it is interrupted.
public final class Attempts implements LlmClient {
  private final LlmClient provider;
  private final Duration limit;
  private final ScheduledExecutorService alarms;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;

  /// @param limit longest attempt of calls that state none
  /// @param alarms where limits are watched; a thread or two serve any number of calls
  /// @param random names attempts in traces
  public Attempts(
      LlmClient provider,
      Duration limit,
      ScheduledExecutorService alarms,
      RandomGenerator random,
      LongSupplier nanoTime) {
    this.provider = provider;
    this.limit = limit;
    this.alarms = alarms;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    Duration mine = call.deadline().orEarlier(call.attemptLimit().orElse(limit));
    var watch = new Watch(call);
    Optional<TraceContext> trace = call.trace().get().map(parent -> parent.child(random));
    call.listener().accept(new AttemptStarted(request, call.streaming(), trace));
    LlmResult result;
    if (mine.isZero()) {
      result = new NoCompletion(new TimedOut(request.provider(), mine));
    } else {
      Call attempt = call.telling(watch::text);
      result = within(mine, request, trace.map(attempt::within).orElse(attempt));
    }
    call.listener()
        .accept(
            new AttemptEnded(
                request.provider(),
                request.model(),
                result,
                Duration.ofNanos(nanoTime.getAsLong() - watch.started),
                Duration.ofNanos(watch.firstText)));
    return result;
  }

  private LlmResult within(Duration mine, LlmRequest request, Call call)
      throws InterruptedException {
    var alarm = new Alarm(Thread.currentThread());
    ScheduledFuture<?> set = alarms.schedule(alarm, mine.toNanos(), TimeUnit.NANOSECONDS);
    LlmResult result = null;
    try {
      result = provider.complete(request, call);
    } catch (InterruptedException interrupted) {
      if (!alarm.rang() || call.cancelled().getAsBoolean()) {
        throw interrupted;
      }
    } finally {
      set.cancel(false);
      alarm.off();
    }
    if (alarm.rang() && call.cancelled().getAsBoolean()) {
      throw new InterruptedException();
    }
    return result != null ? result : new NoCompletion(new TimedOut(request.provider(), mine));
  }

  /// Notes when the answer began.
  private final class Watch {
    private final Call call;
    private final long started = nanoTime.getAsLong();
    private long firstText;

    Watch(Call call) {
      this.call = call;
    }

    void text(String text) {
      if (firstText == 0) {
        firstText = nanoTime.getAsLong() - started;
      }
      call.onText().accept(text);
    }
  }

  /// Interrupts a thread once, unless it has been turned off before. After [#off()] no interrupt of
  /// this alarm is pending or will come.
  private static final class Alarm implements Runnable {
    private final Thread sleeper;
    private boolean off;
    private boolean rang;

    Alarm(Thread sleeper) {
      this.sleeper = sleeper;
    }

    @Override
    public synchronized void run() {
      if (!off) {
        rang = true;
        sleeper.interrupt();
      }
    }

    synchronized boolean rang() {
      return rang;
    }

    /// Clears the interrupt that this alarm has set. One that meant a cancellation may be cleared
    /// with it, so callers ask the call's own flag afterwards.
    synchronized void off() {
      off = true;
      if (rang) {
        Thread.interrupted();
      }
    }
  }
}
