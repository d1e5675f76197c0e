package dev.aether.workflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// The edges between nodes by index, and what follows from them: an order, levels, cycles.
final class Graph {
  private final IndexList[] dependencies;
  private final IndexList[] dependents;
  private final int[] order;

  Graph(IndexList[] dependencies) {
    this.dependencies = dependencies;
    this.dependents = invert(dependencies);
    this.order = sort();
  }

  IndexList dependencies(int node) {
    return dependencies[node];
  }

  IndexList dependents(int node) {
    return dependents[node];
  }

  private static IndexList[] invert(IndexList[] dependencies) {
    int[] counts = new int[dependencies.length];
    for (IndexList list : dependencies) {
      for (int i = 0; i < list.size(); i++) {
        counts[list.get(i)]++;
      }
    }
    int[] ends = new int[dependencies.length]; // of each node's stretch of `all`, once it is full
    int edges = 0;
    for (int node = 0; node < ends.length; node++) {
      ends[node] = edges;
      edges += counts[node];
    }
    int[] all = new int[edges];
    for (int node = 0; node < dependencies.length; node++) {
      IndexList list = dependencies[node];
      for (int i = 0; i < list.size(); i++) {
        all[ends[list.get(i)]++] = node;
      }
    }
    IndexList[] dependents = new IndexList[dependencies.length];
    for (int node = 0; node < dependents.length; node++) {
      dependents[node] = IndexList.of(all, ends[node] - counts[node], ends[node]);
    }
    return dependents;
  }

  /// Kahn's algorithm (A. B. Kahn, 1962); nodes on or behind a cycle are left out.
  private int[] sort() {
    int[] unmet = new int[dependencies.length];
    int[] sorted = new int[dependencies.length];
    int known = 0;
    for (int node = 0; node < unmet.length; node++) {
      unmet[node] = dependencies[node].size();
      if (unmet[node] == 0) {
        sorted[known++] = node;
      }
    }
    for (int next = 0; next < known; next++) {
      IndexList list = dependents[sorted[next]];
      for (int i = 0; i < list.size(); i++) {
        if (--unmet[list.get(i)] == 0) {
          sorted[known++] = list.get(i);
        }
      }
    }
    return Arrays.copyOf(sorted, known);
  }

  /// Every node after its dependencies; shorter than the graph if there is a cycle.
  int[] order() {
    return order;
  }

  boolean isAcyclic() {
    return order.length == dependencies.length;
  }

  int[] levels() {
    int[] levels = new int[dependencies.length];
    for (int node : order) {
      for (int i = 0; i < dependencies[node].size(); i++) {
        levels[node] = Math.max(levels[node], levels[dependencies[node].get(i)] + 1);
      }
    }
    return levels;
  }

  /// Nodes on the longest path from each node to a sink, the node itself included.
  int[] remaining() {
    int[] remaining = new int[dependencies.length];
    for (int i = order.length - 1; i >= 0; i--) {
      int node = order[i];
      remaining[node] = 1;
      for (int j = 0; j < dependents[node].size(); j++) {
        remaining[node] = Math.max(remaining[node], remaining[dependents[node].get(j)] + 1);
      }
    }
    return remaining;
  }

  /// Cycles that share no node, each as its nodes, every one depending on the next. Following the
  /// dependencies from any node that could not be sorted runs into a cycle; each node is walked
  /// once.
  List<List<Integer>> cycles() {
    boolean[] sorted = new boolean[dependencies.length];
    for (int node : order) {
      sorted[node] = true;
    }
    int[] walkOf = new int[dependencies.length];
    List<List<Integer>> cycles = new ArrayList<>();
    for (int start = 0; start < sorted.length; start++) {
      List<Integer> walk = new ArrayList<>();
      int here = start;
      while (!sorted[here] && walkOf[here] == 0) {
        walkOf[here] = start + 1;
        walk.add(here);
        here = unsortedDependency(here, sorted);
      }
      if (!walk.isEmpty() && walkOf[here] == start + 1) {
        cycles.add(fromSmallest(walk.subList(walk.indexOf(here), walk.size())));
      }
    }
    return cycles;
  }

  private int unsortedDependency(int node, boolean[] sorted) {
    IndexList list = dependencies[node];
    for (int i = 0; i < list.size(); i++) {
      if (!sorted[list.get(i)]) {
        return list.get(i);
      }
    }
    throw new IllegalStateException("node " + node + " has no reason to be unsorted");
  }

  private static List<Integer> fromSmallest(List<Integer> cycle) {
    List<Integer> turned = new ArrayList<>(cycle);
    Collections.rotate(turned, -turned.indexOf(Collections.min(turned)));
    return turned;
  }
}
