package dev.aether.cache.semantic;

import dev.aether.cache.semantic.Evidence.Neighbourhood;
import dev.aether.cache.semantic.Store.Found;
import java.util.List;
import java.util.Optional;

/// Picks the entry whose answer may be served: the nearest one that no veto refuses, and gathers
/// the evidence for it. A refused entry does not stand in the way of one a little farther off: "in
/// March" may lie nearer to "in May" than another wording of "in May" does.
final class Candidates {
  /// How many neighbours are looked at.
  static final int LIMIT = 8;

  private static final int AGREEING = 5;
  private static final double FARTHEST =
      0.1; // behind a refused entry; beyond, it is about another thing
  private static final double SHARPNESS = 20;
  private static final double BACKGROUND = Math.exp(SHARPNESS * 0.6);

  private Candidates() {}

  /// The entry, what speaks for it, and why it was refused, if it was.
  record Picked<A>(Entry<A> entry, Evidence evidence, Optional<VetoReason> veto) {}

  /// Picks from the nearest entries (the nearest first); if all are refused, the nearest of them.
  static <A> Optional<Picked<A>> pick(Wording asked, List<Found<A>> nearest) {
    Optional<Picked<A>> refused = Optional.empty();
    for (Found<A> found : nearest) {
      if (found.similarity() < nearest.getFirst().similarity() - FARTHEST) {
        break;
      }
      Wording known = Wording.of(found.entry().text());
      if (refused.isPresent() && Veto.atSight(asked, known).isPresent()) {
        continue;
      }
      Overlap overlap = Overlap.of(asked, known);
      Optional<VetoReason> veto = Veto.between(asked, known, overlap);
      if (veto.isEmpty() || refused.isEmpty()) {
        Evidence evidence = Evidence.of(around(found, nearest), asked, known, overlap);
        var picked = Optional.of(new Picked<>(found.entry(), evidence, veto));
        if (veto.isEmpty()) {
          return picked;
        }
        refused = picked;
      }
    }
    return refused;
  }

  private static <A> Neighbourhood around(Found<A> candidate, List<Found<A>> nearest) {
    Group<A> group = candidate.entry().group();
    double other = -1;
    int agreeing = 0;
    double pro = BACKGROUND;
    double contra = BACKGROUND;
    for (int i = 0; i < nearest.size(); i++) {
      boolean same = nearest.get(i).entry().group() == group;
      double weight = Math.exp(SHARPNESS * nearest.get(i).similarity());
      pro += same ? weight : 0;
      contra += same ? 0 : weight;
      agreeing += same && i < AGREEING ? 1 : 0;
      if (!same && other < 0) {
        other = nearest.get(i).similarity();
      }
    }
    return new Neighbourhood(
        candidate.similarity(),
        other,
        Math.clamp(Math.log(pro / contra), -6, 6),
        agreeing / (double) AGREEING,
        group.support(),
        group.same(),
        group.different());
  }
}
