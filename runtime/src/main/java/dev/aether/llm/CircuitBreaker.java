package dev.aether.llm;

import dev.aether.llm.LlmFailure.CircuitOpen;
import dev.aether.llm.LlmFailure.TimedOut;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmResult.NoCompletion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Leaves a model alone for a while when most of its last calls failed, so that callers hear at
/// once what they would otherwise wait for. When the while is over one call may try; all others
/// wait for what becomes of it by failing.
///
/// Only what speaks of the provider's health counts: being unavailable, and not answering in time.
public final class CircuitBreaker implements LlmClient {
  /// More models than anybody uses: beyond, calls go through unwatched.
  private static final int MOST_CIRCUITS = 1000;

  private final LlmClient next;
  private final Policy policy;
  private final LongSupplier nanoTime;
  private final Map<Name, Circuit> circuits = new ConcurrentHashMap<>();

  /// When to open.
  ///
  /// @param window how many of the last calls count
  /// @param minimum fewest calls that say anything
  /// @param failureShare of them that opens the circuit, 0..1
  /// @param rest how long it stays open
  public record Policy(int window, int minimum, double failureShare, Duration rest) {
    /// Half of the last twenty, thirty seconds.
    public static final Policy DEFAULT = new Policy(20, 10, 0.5, Duration.ofSeconds(30));

    /// Refuses what makes no sense.
    public Policy {
      if (window < 1 || minimum < 1 || minimum > window || !(failureShare > 0)) {
        throw new IllegalArgumentException(
            "window=%d minimum=%d failureShare=%s".formatted(window, minimum, failureShare));
      }
    }
  }

  /// Whose circuit.
  private record Name(String provider, String model) {
    @Override
    public String toString() {
      return provider + "/" + model;
    }
  }

  /// @param nanoTime monotonic clock
  public CircuitBreaker(LlmClient next, Policy policy, LongSupplier nanoTime) {
    this.next = next;
    this.policy = policy;
    this.nanoTime = nanoTime;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    Optional<Circuit> circuit = circuit(new Name(request.provider(), request.model()));
    return circuit.isPresent()
        ? watched(circuit.get(), request, call)
        : next.complete(request, call);
  }

  private LlmResult watched(Circuit circuit, LlmRequest request, Call call)
      throws InterruptedException {
    Entry entry = circuit.enter(nanoTime.getAsLong());
    if (entry.rest().isPositive()) {
      return new NoCompletion(new CircuitOpen(request.provider(), request.model(), entry.rest()));
    }
    LlmResult result = null;
    try {
      result = next.complete(request, call);
      return result;
    } finally {
      if (result != null) {
        circuit.ended(entry, healthy(result), nanoTime.getAsLong());
      } else if (entry.trial()) {
        circuit.undecided();
      }
    }
  }

  /// How a call came through, or did not.
  ///
  /// @param rest how long the circuit stays open; zero if the call may pass
  /// @param trial whether it is the one that finds out
  private record Entry(Duration rest, boolean trial) {}

  private static boolean healthy(LlmResult result) {
    return !(result instanceof NoCompletion(Unavailable _, _)
        || result instanceof NoCompletion(TimedOut _, _));
  }

  private Optional<Circuit> circuit(Name name) {
    Circuit known = circuits.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    return circuits.size() >= MOST_CIRCUITS
        ? Optional.empty()
        : Optional.of(circuits.computeIfAbsent(name, _ -> new Circuit(policy)));
  }

  /// How a model's circuit stands.
  public enum State {
    /// Calls pass.
    CLOSED,
    /// Calls fail at once.
    OPEN,
    /// One call may try; the others fail at once.
    HALF_OPEN
  }

  /// A model and how its circuit stands.
  public record Standing(String provider, String model, State state) {}

  /// All models that were ever asked for.
  public List<Standing> standings() {
    long now = nanoTime.getAsLong();
    return circuits.entrySet().stream()
        .map(circuit ->
            new Standing(
                circuit.getKey().provider(),
                circuit.getKey().model(),
                circuit.getValue().state(now)))
        .toList();
  }

  /// The models that are being left alone, as `provider/model`.
  public List<String> open() {
    return circuits.entrySet().stream()
        .filter(circuit -> circuit.getValue().isOpen())
        .map(circuit -> circuit.getKey().toString())
        .sorted()
        .toList();
  }

  /// One model's last calls, in a ring.
  private static final class Circuit {
    private final Policy policy;
    private final boolean[] failed;
    private int seen;
    private int failures;
    private boolean open;
    private long reopens;
    private boolean trying;

    Circuit(Policy policy) {
      this.policy = policy;
      this.failed = new boolean[policy.window()];
    }

    synchronized Entry enter(long now) {
      if (!open) {
        return new Entry(Duration.ZERO, false);
      }
      if (reopens - now > 0) {
        return new Entry(Duration.ofNanos(reopens - now), false);
      }
      if (trying) {
        return new Entry(Duration.ofMillis(1), false); // until it is known how the trial went
      }
      trying = true;
      return new Entry(Duration.ZERO, true);
    }

    /// The trial was cancelled: it says nothing.
    synchronized void undecided() {
      trying = false;
    }

    synchronized void ended(Entry entry, boolean healthy, long now) {
      if (entry.trial()) {
        trying = false;
        open = !healthy;
        reopens = now + policy.rest().toNanos();
        seen = 0;
        failures = 0;
      } else if (!open) { // else it had been let through before the circuit opened
        note(healthy);
        int counted = Math.min(seen, failed.length);
        if (counted >= policy.minimum() && failures >= policy.failureShare() * counted) {
          open = true;
          reopens = now + policy.rest().toNanos();
        }
      }
    }

    private void note(boolean healthy) {
      int slot = seen % failed.length;
      if (seen >= failed.length && failed[slot]) {
        failures--;
      }
      if (!healthy) {
        failures++;
      }
      failed[slot] = !healthy;
      seen++;
    }

    synchronized boolean isOpen() {
      return open;
    }

    synchronized State state(long now) {
      if (!open) {
        return State.CLOSED;
      }
      return reopens - now > 0 ? State.OPEN : State.HALF_OPEN;
    }
  }
}
