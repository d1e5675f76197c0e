package dev.aether.workflow;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A flow that is known to be runnable: ids are unique, every dependency exists, no cycle remains,
/// templates and expressions are parsed.
///
/// Nodes are addressed by *index* (`0 .. size-1`), their position in the document. Immutable, so
/// any thread may read it, and one plan may run many times at once.
public final class Plan {
  private final Dag dag;
  private final List<PlannedNode> nodes;
  private final Map<String, Integer> indexes;
  private final int[] levelWidths;
  private final List<Group> groups;
  private final int[] rankByUrgency;
  private final int[] rankByLevel;
  private final boolean hasBarriers;
  private volatile @Nullable SharedPrompts sharedPrompts;

  /// Nodes that share a limit.
  ///
  /// @param limit nodes of the group that may run at once
  public record Group(String name, int limit) {}

  /// Takes what the planner found out.
  ///
  /// @param indexes of the nodes by their ids; not copied
  Plan(Dag dag, List<PlannedNode> nodes, Map<String, Integer> indexes, List<Group> groups) {
    this.dag = dag;
    this.nodes = List.copyOf(nodes);
    this.groups = List.copyOf(groups);
    this.indexes = indexes;
    int levels = 0;
    boolean barriers = false;
    for (PlannedNode node : nodes) {
      levels = Math.max(levels, node.level() + 1);
      barriers |= node.node().hints().barrier();
    }
    this.hasBarriers = barriers;
    this.levelWidths = new int[levels];
    nodes.forEach(node -> levelWidths[node.level()]++);
    this.rankByLevel = ranks(Comparator.comparingInt(PlannedNode::level));
    this.rankByUrgency =
        ranks(
            Comparator.comparingInt((PlannedNode node) -> -node.node().hints().priority())
                .thenComparingInt(node -> -node.remaining()));
  }

  private int[] ranks(Comparator<PlannedNode> order) {
    int[] ranks = new int[nodes.size()];
    PlannedNode[] sorted = nodes.toArray(PlannedNode[]::new);
    Arrays.sort(sorted, order); // stable: document order decides between equals
    for (int rank = 0; rank < sorted.length; rank++) {
      ranks[sorted[rank].index()] = rank;
    }
    return ranks;
  }

  /// The document.
  public Dag dag() {
    return dag;
  }

  /// The number of nodes.
  public int size() {
    return nodes.size();
  }

  /// The node with this index.
  public PlannedNode node(int index) {
    return nodes.get(index);
  }

  /// All nodes in document order.
  public List<PlannedNode> nodes() {
    return nodes;
  }

  /// The index of a node by its id; -1 if there is none.
  public int indexOf(String id) {
    return indexes.getOrDefault(id, -1);
  }

  /// The number of levels; 0 for a flow without nodes.
  public int levels() {
    return levelWidths.length;
  }

  /// The number of nodes on a level.
  public int levelWidth(int level) {
    return levelWidths[level];
  }

  /// The parallel groups that state a limit.
  public List<Group> groups() {
    return groups;
  }

  /// Whether any node is a barrier.
  public boolean hasBarriers() {
    return hasBarriers;
  }

  /// What its nodes' prompts have in common. Found out when it is first asked for, since only long
  /// prompts are worth it.
  public SharedPrompts sharedPrompts() {
    SharedPrompts known = sharedPrompts;
    if (known == null) {
      known = new SharedPrompts(nodes); // two threads may both do it, and find the same
      sharedPrompts = known;
    }
    return known;
  }

  /// Where a node stands when a limit makes ready nodes wait: by priority, then the longer
  /// remaining path, then document order. 0 goes first.
  public int rankByUrgency(int index) {
    return rankByUrgency[index];
  }

  /// Where a node stands in a sequential run: by level, then document order. 0 goes first.
  public int rankByLevel(int index) {
    return rankByLevel[index];
  }

  /// The width of the widest level, when at most this many nodes run at once and the groups keep
  /// their limits.
  public int widestLevel(int maxConcurrency) {
    return Math.min(groups.isEmpty() ? widest(levelWidths) : widestByGroups(), maxConcurrency);
  }

  private static int widest(int[] widths) {
    int widest = 0;
    for (int width : widths) {
      widest = Math.max(widest, width);
    }
    return widest;
  }

  private int widestByGroups() {
    record GroupOnLevel(int level, int group) {}
    int[] widths = levelWidths.clone();
    Map<GroupOnLevel, Integer> members = new HashMap<>();
    for (PlannedNode node : nodes) {
      int group = node.group();
      if (group >= 0) {
        int number = members.merge(new GroupOnLevel(node.level(), group), 1, Integer::sum);
        if (number > groups.get(group).limit()) {
          widths[node.level()]--;
        }
      }
    }
    return widest(widths);
  }
}
