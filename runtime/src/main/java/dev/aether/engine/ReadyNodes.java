package dev.aether.engine;

import dev.aether.workflow.Plan;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// The nodes that wait for a place, in the order in which they get one.
///
/// A node whose parallel group is full is put aside when its turn comes, and taken back when a
/// member of the group ends; so each end of a node moves at most one, and no waiting node is looked
/// at twice for nothing. Barriers hold back by level.
final class ReadyNodes {
  private final Plan plan;
  private final IntUnaryOperator rank; // 0 goes first
  private final int[] nodeAt;
  private final BitSet available = new BitSet();
  private int lowest;
  private final List<Plan.Group> groups;
  private final int[] runningInGroup;
  private final BitSet[] aside;
  private final Barriers barriers;

  ReadyNodes(Plan plan, boolean sequential) {
    this.plan = plan;
    this.rank = sequential ? plan::rankByLevel : plan::rankByUrgency;
    this.nodeAt = new int[plan.size()];
    for (int node = 0; node < nodeAt.length; node++) {
      nodeAt[rank.applyAsInt(node)] = node;
    }
    this.groups = plan.groups();
    this.runningInGroup = new int[groups.size()];
    this.aside = new BitSet[groups.size()];
    for (int group = 0; group < aside.length; group++) {
      aside[group] = new BitSet();
    }
    this.barriers = new Barriers(plan);
  }

  void add(int node) {
    if (barriers.holds(node)) {
      barriers.hold(node);
      return;
    }
    makeAvailable(rank.applyAsInt(node));
  }

  private void makeAvailable(int rankOfNode) {
    available.set(rankOfNode);
    lowest = Math.min(lowest, rankOfNode);
  }

  /// Takes the next node that may start, or -1.
  int take() {
    while (true) {
      int next = available.nextSetBit(lowest);
      if (next < 0) {
        lowest = nodeAt.length;
        return -1;
      }
      available.clear(next);
      lowest = next;
      int node = nodeAt[next];
      int group = plan.node(node).group();
      if (group < 0) {
        return node;
      }
      if (runningInGroup[group] < groups.get(group).limit()) {
        runningInGroup[group]++;
        return node;
      }
      aside[group].set(next);
    }
  }

  /// A node that was taken has ended.
  void ended(int node) {
    int group = plan.node(node).group();
    if (group >= 0) {
      runningInGroup[group]--;
      int next = aside[group].nextSetBit(0);
      if (next >= 0) {
        aside[group].clear(next);
        makeAvailable(next);
      }
    }
  }

  /// A node has its outcome, whether it ran or not.
  void settled(int node) {
    barriers.settled(node).forEach(this::add);
  }

  void clear() {
    available.clear();
    for (BitSet waiting : aside) {
      waiting.clear();
    }
    barriers.clear();
  }
}
