package dev.aether.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelEvaluationListener;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// Watches one evaluation step by step, and ends it when its time is up, when its thread is
/// interrupted, or when a value has become too heavy.
///
/// The weight of a value is what somebody would meet who walks through all of it: the characters of
/// its strings and its items. Values share their parts, so a list that is doubled thirty times is
/// small in memory, and yet nobody could compare or write it. The weight of each part is computed
/// once, which makes weighing as cheap as making.
final class Meter implements CelEvaluationListener {
  private static final Set<String> ACCUMULATORS = Set.of("@result", "__result__");
  private static final long CHARS_PER_ITEM = 4;

  private final LongSupplier nanoTime;
  private final long startedAt;
  private final Duration time;
  private final IdentityHashMap<Object, Weighed> weights = new IdentityHashMap<>();
  private final long heaviest;
  private final long mostMade;
  private long made;
  private Optional<String> stopped = Optional.empty();

  /// @param size of the value when it was weighed: the list that a loop fills is one and the same
  private record Weighed(int size, long weight) {
    static final Weighed NEVER = new Weighed(-1, 0);
  }

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stop(String why) {
      super(why, null, false, false);
    }
  }

  Meter(Map<String, Object> inputs, Duration time, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.time = time;
    this.startedAt = nanoTime.getAsLong();
    this.heaviest = weight(inputs) + CelBounds.WEIGHT;
    this.mostMade = made + CelBounds.MADE;
  }

  /// Why the evaluation was ended, if it was.
  Optional<String> stopped() {
    return stopped;
  }

  @Override
  public void callback(CelExpr step, Object result) {
    if (nanoTime.getAsLong() - startedAt > time.toNanos()) {
      throw stop("it took longer than %d ms".formatted(time.toMillis()));
    }
    if (Thread.currentThread().isInterrupted()) {
      throw stop("it was interrupted");
    }
    if (!isNew(step)) {
      return;
    }
    long weight = weight(result);
    if (result instanceof String text) {
      made += text.length();
    }
    if (made > mostMade) {
      throw stop(
          "it makes too much: %d characters, or a quarter as many items".formatted(CelBounds.MADE));
    }
    if (weight > heaviest) {
      throw stop("a value has more than %d characters and items".formatted(CelBounds.WEIGHT));
    }
  }

  /// Whether a step makes something. The list that a loop fills is looked at when the loop ends: it
  /// is copied with every round.
  private static boolean isNew(CelExpr step) {
    return switch (step.getKind()) {
      case NOT_SET, CONSTANT, IDENT -> false;
      case CALL ->
          step.call().args().isEmpty()
              || step.call().args().getFirst().getKind() != Kind.IDENT
              || !ACCUMULATORS.contains(step.call().args().getFirst().ident().name());
      case SELECT, LIST, STRUCT, MAP, COMPREHENSION -> true;
    };
  }

  private Stop stop(String why) {
    stopped = Optional.of("the expression was stopped: " + why);
    return new Stop(why);
  }

  private long weight(Object value) {
    return switch (value) {
      case String text -> 1L + text.length();
      case List<?> list -> known(list, list.size());
      case Map<?, ?> map -> known(map, map.size());
      default -> 1;
    };
  }

  private long known(Object value, int size) {
    Weighed before = weights.getOrDefault(value, Weighed.NEVER);
    if (before.size == size) {
      return before.weight;
    }
    int from = before.size < size ? Math.max(0, before.size) : 0; // a loop adds
    long weight = from == 0 ? 1 : before.weight;
    made += CHARS_PER_ITEM * (size - from);
    switch (value) {
      case List<?> list -> {
        for (Object item : list.subList(from, size)) {
          weight += weight(item);
        }
      }
      case Map<?, ?> map -> {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          weight += weight(entry.getKey()) + weight(entry.getValue());
        }
      }
      default -> {}
    }
    weights.put(value, new Weighed(size, weight));
    return weight;
  }
}
