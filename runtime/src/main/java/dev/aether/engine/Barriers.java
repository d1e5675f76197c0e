package dev.aether.engine;

import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.util.ArrayList;
import java.util.List;

/// Holds ready nodes back for barriers: a barrier waits for every node of the lower levels, and the
/// higher levels wait for the barrier. Flows without barriers pay nothing.
final class Barriers {
  private final Plan plan;
  private final int[] unsettledOnLevel;
  private final int[] openBarriersOnLevel;
  private int lowestUnsettled;
  private int lowestBarrier;
  private final List<Integer> held = new ArrayList<>();

  Barriers(Plan plan) {
    this.plan = plan;
    int levels = plan.hasBarriers() ? plan.levels() : 0;
    this.unsettledOnLevel = new int[levels];
    this.openBarriersOnLevel = new int[levels];
    if (levels > 0) {
      for (PlannedNode node : plan.nodes()) {
        unsettledOnLevel[node.level()]++;
        if (node.node().hints().barrier()) {
          openBarriersOnLevel[node.level()]++;
        }
      }
      advance();
    }
  }

  boolean holds(int index) {
    if (unsettledOnLevel.length == 0) {
      return false;
    }
    PlannedNode node = plan.node(index);
    return node.level() > lowestBarrier
        || (node.node().hints().barrier() && lowestUnsettled < node.level());
  }

  void hold(int node) {
    held.add(node);
  }

  /// Notes an outcome; returns the nodes that it may have set free.
  List<Integer> settled(int index) {
    if (unsettledOnLevel.length == 0) {
      return List.of();
    }
    PlannedNode node = plan.node(index);
    unsettledOnLevel[node.level()]--;
    if (node.node().hints().barrier()) {
      openBarriersOnLevel[node.level()]--;
    }
    if (!advance()) {
      return List.of();
    }
    List<Integer> again = List.copyOf(held);
    held.clear();
    return again;
  }

  private boolean advance() {
    int unsettledBefore = lowestUnsettled;
    int barrierBefore = lowestBarrier;
    while (lowestUnsettled < unsettledOnLevel.length && unsettledOnLevel[lowestUnsettled] == 0) {
      lowestUnsettled++;
    }
    while (lowestBarrier < openBarriersOnLevel.length && openBarriersOnLevel[lowestBarrier] == 0) {
      lowestBarrier++;
    }
    return lowestUnsettled != unsettledBefore || lowestBarrier != barrierBefore;
  }

  void clear() {
    held.clear();
  }
}
