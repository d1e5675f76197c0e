package dev.aether.workflow;

import dev.aether.template.Sensitivity;

/// One node of a [Plan].
///
/// @param index position in the plan, and in the document
/// @param level 0 without dependencies, else one more than the highest among them
/// @param dependencies named, implied by templates and expressions, and by `when`; without
///   repetition
/// @param dependents the nodes that wait for this one
/// @param whenNode index of the conditional that decides whether this node runs; -1 for none
/// @param group index of the parallel group; -1 for none
/// @param remaining nodes on the longest path from here to a sink, this one included
/// @param sensitivity of the output
/// @param tainted whether anything from outside the flow goes into the output: a context value, or
///   the output of a node that is tainted itself
public record PlannedNode(
    int index,
    Node node,
    Action action,
    int level,
    IndexList dependencies,
    IndexList dependents,
    int whenNode,
    int group,
    int remaining,
    Sensitivity sensitivity,
    boolean tainted) {

  /// The id that the outside world sees.
  public String id() {
    return node.id();
  }
}
