package dev.aether.engine;

import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.NodeOutcome.Skipped;
import dev.aether.testing.GenFlow;
import dev.aether.testing.GenFlow.Spec;
import dev.aether.workflow.ErrorPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a scheduler has to do, in the simplest words: after each end of a node everything is worked
/// out anew from the whole flow. Slow, and without any of the real one's data structures.
final class SchedulerModel {
  /// How a node ended.
  enum End {
    OK,
    FAILED,
    SKIPPED
  }

  final Map<Integer, End> ended = new HashMap<>();
  final Map<Integer, Skipped> skips = new HashMap<>();
  final Set<Integer> running = new LinkedHashSet<>();
  private final List<Spec> nodes;
  private final GenFlow flow;
  private final RunOptions options;
  private final List<Boolean> decisions;
  private final int[] levels;
  private final int[] remaining;
  private boolean stopped;

  /// @param decisions by node, what it decides if it is a conditional
  SchedulerModel(GenFlow flow, RunOptions options, List<Boolean> decisions) {
    this.nodes = flow.nodes();
    this.flow = flow;
    this.options = options;
    this.decisions = decisions;
    this.levels = new int[nodes.size()];
    this.remaining = new int[nodes.size()];
    for (Spec _ : nodes) { // no path is longer than the number of nodes
      for (Spec node : nodes) {
        remaining[node.index()] = Math.max(1, remaining[node.index()]);
        for (int before : node.dependencies()) {
          levels[node.index()] = Math.max(levels[node.index()], levels[before] + 1);
          remaining[before] = Math.max(remaining[before], remaining[node.index()] + 1);
        }
      }
    }
  }

  boolean stopped() {
    return stopped;
  }

  int levelOf(int node) {
    return levels[node];
  }

  int remainingOf(int node) {
    return remaining[node];
  }

  /// The nodes that start now, in order.
  List<Integer> start() {
    List<Integer> started = new ArrayList<>();
    for (Spec node : nodes.stream().sorted(order()).toList()) {
      if (mayStart(node.index())) {
        running.add(node.index());
        started.add(node.index());
      }
    }
    return started;
  }

  private Comparator<Spec> order() {
    Comparator<Spec> order =
        options.sequential()
            ? Comparator.comparingInt((Spec node) -> levels[node.index()])
            : Comparator.comparingInt((Spec node) -> -node.priority())
                .thenComparingInt(node -> -remaining[node.index()]);
    return order.thenComparingInt(Spec::index);
  }

  /// Whether this node is ready and no rule holds it back.
  boolean mayStart(int index) {
    Spec node = nodes.get(index);
    long groupRunning =
        running.stream()
            .filter(other -> nodes.get(other).group().equals(node.group()))
            .filter(_ -> node.group().isPresent())
            .count();
    return !stopped
        && isWaiting(node)
        && ended.keySet().containsAll(node.dependencies())
        && running.size() < (options.sequential() ? 1 : options.maxConcurrency())
        && groupRunning < flow.limit(node.group())
        && !heldByBarrier(node);
  }

  private boolean isWaiting(Spec node) {
    return !ended.containsKey(node.index()) && !running.contains(node.index());
  }

  private boolean heldByBarrier(Spec node) {
    return nodes.stream()
        .filter(other -> !ended.containsKey(other.index()))
        .filter(other -> levels[other.index()] < levels[node.index()])
        .anyMatch(other -> node.barrier() || other.barrier());
  }

  /// A running node ends; returns the nodes that are skipped for it.
  Map<Integer, Skipped> end(int node, boolean ok) {
    running.remove(node);
    ended.put(node, ok ? End.OK : End.FAILED);
    Map<Integer, Skipped> now = new HashMap<>();
    for (boolean changed = true; changed; ) {
      changed = false;
      for (Spec other : nodes) {
        if (isWaiting(other) && skip(other).isPresent()) {
          now.put(other.index(), skip(other, now));
          changed = true;
        }
      }
    }
    if (!ok && !stopped && endsTheRun(nodes.get(node))) {
      now.putAll(stop(SkipReason.ABORTED, Optional.of(nodes.get(node).id())));
    }
    return now;
  }

  private Skipped skip(Spec node, Map<Integer, Skipped> now) {
    Skipped skipped = skip(node).orElseThrow();
    ended.put(node.index(), End.SKIPPED);
    skips.put(node.index(), skipped);
    now.put(node.index(), skipped);
    return skipped;
  }

  /// Everything that has not ended is skipped; what runs still has to say so.
  Map<Integer, Skipped> stop(SkipReason reason, Optional<String> becauseOf) {
    stopped = true;
    Map<Integer, Skipped> now = new HashMap<>();
    for (Spec node : nodes) {
      if (!ended.containsKey(node.index())) {
        now.put(node.index(), new Skipped(reason, becauseOf));
        ended.put(node.index(), End.SKIPPED);
      }
    }
    skips.putAll(now);
    running.clear();
    return now;
  }

  private boolean endsTheRun(Spec node) {
    String policy =
        node.policy()
            .orElse(
                options.errorPolicy().map(p -> p.name().toLowerCase(Locale.ROOT)).orElse("fail"));
    return switch (policy) {
      case "fail", "fail_fast" -> true;
      case "skip", "collect", "partial" -> false;
      case "retry" -> !options.errorPolicy().equals(Optional.of(ErrorPolicy.SKIP));
      default -> throw new AssertionError(policy);
    };
  }

  /// Why a node cannot run any more, as far as that is known.
  private Optional<Skipped> skip(Spec node) {
    for (int dependency : node.dependencies()) {
      if (ended.get(dependency) == End.FAILED) {
        return Optional.of(
            new Skipped(SkipReason.DEPENDENCY_FAILED, Optional.of(nodes.get(dependency).id())));
      }
      Skipped skipped = skips.get(dependency);
      if (skipped != null && skipped.reason() != SkipReason.BRANCH_NOT_TAKEN) {
        return Optional.of(skipped);
      }
    }
    int when = node.when();
    if (when >= 0 && ended.get(when) == End.OK && decisions.get(when) != node.branch()) {
      return Optional.of(
          new Skipped(SkipReason.BRANCH_NOT_TAKEN, Optional.of(nodes.get(when).id())));
    }
    if (when >= 0 && skips.containsKey(when)) {
      return Optional.of(skips.get(when));
    }
    List<Integer> data = node.dependencies().stream().filter(d -> d != when).toList();
    if (!data.isEmpty()
        && ended.keySet().containsAll(node.dependencies())
        && data.stream().noneMatch(d -> ended.get(d) == End.OK)) {
      return Optional.ofNullable(skips.get(data.getFirst()));
    }
    return Optional.empty();
  }
}
