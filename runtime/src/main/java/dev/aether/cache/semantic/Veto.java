package dev.aether.cache.semantic;

import dev.aether.cache.semantic.Wording.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Refuses pairs of texts that a vector takes for the same although one word makes them differ.
///
/// A veto stands above every probability: no record of good answers outweighs another number. It
/// cannot be complete, since it knows the words of its lists only; what it misses is left to the
/// probability and to corrections.
final class Veto {
  /// From this share of common content words on, a turned negation, question word or preposition is
  /// the point of difference rather than part of another phrasing.
  private static final double SAME_SUBJECT = 0.6;

  /// Below this share, opposites belong to different things that are said.
  private static final double ANY_SUBJECT = 0.15;

  private static final Set<String> EXACT_QUESTIONS = Set.of("when", "where", "who", "why");

  private Veto() {}

  /// The first reason against taking one text for the other. Symmetric.
  static Optional<VetoReason> between(Wording a, Wording b) {
    return between(a, b, Overlap.of(a, b));
  }

  static Optional<VetoReason> between(Wording a, Wording b, Overlap overlap) {
    return atSight(a, b).or(() -> compared(a, b, overlap));
  }

  /// The reasons that need no [Overlap], which costs more than they do.
  static Optional<VetoReason> atSight(Wording a, Wording b) {
    if (!a.links().equals(b.links())) {
      return Optional.of(VetoReason.LINK);
    }
    Optional<VetoReason> quantities = quantities(a.quantities(), b.quantities());
    if (quantities.isPresent()) {
      return quantities;
    }
    if (!a.identifiers().equals(b.identifiers())) {
      return Optional.of(VetoReason.IDENTIFIER);
    }
    return lacksQuotation(a, b) || lacksQuotation(b, a)
        ? Optional.of(VetoReason.QUOTATION)
        : Optional.empty();
  }

  private static Optional<VetoReason> compared(Wording a, Wording b, Overlap overlap) {
    boolean turned = a.negated() != b.negated();
    boolean opposite = anyOpposite(a, b, overlap);
    if (opposite && !turned) { // "not accepted" is "declined"
      return Optional.of(VetoReason.OPPOSITE);
    }
    if (turned && !opposite && overlap.content() >= SAME_SUBJECT) {
      return Optional.of(VetoReason.NEGATION);
    }
    if (otherThing(a, b)) {
      return Optional.of(VetoReason.KIND);
    }
    if (!a.namesNotIn(b).isEmpty() && !b.namesNotIn(a).isEmpty()) {
      return Optional.of(VetoReason.NAME);
    }
    if (otherQuestion(a.question(), b.question()) && overlap.content() >= SAME_SUBJECT) {
      return Optional.of(VetoReason.QUESTION);
    }
    return Roles.exchanged(a, b) ? Optional.of(VetoReason.ORDER) : Optional.empty();
  }

  /// An ordinal counts against another one only: "a second card" is "another card".
  private static Optional<VetoReason> quantities(List<Quantity> a, List<Quantity> b) {
    boolean ordinalsInBoth =
        a.stream().anyMatch(Quantity::isOrdinal) && b.stream().anyMatch(Quantity::isOrdinal);
    if (!values(a, ordinalsInBoth).equals(values(b, ordinalsInBoth))) {
      return Optional.of(VetoReason.NUMBER);
    }
    if (a.size() != b.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < a.size(); i++) {
      String unitA = a.get(i).unit();
      String unitB = b.get(i).unit();
      if (!unitA.isEmpty() && !unitB.isEmpty() && !unitA.equals(unitB)) {
        return Optional.of(VetoReason.UNIT);
      }
    }
    return Optional.empty();
  }

  private static List<String> values(List<Quantity> quantities, boolean ordinals) {
    return quantities.stream()
        .filter(quantity -> ordinals || !quantity.isOrdinal())
        .map(Quantity::value)
        .toList();
  }

  private static boolean lacksQuotation(Wording a, Wording b) {
    String plain = " " + b.plain() + " ";
    return a.quotations().stream().anyMatch(quoted -> !plain.contains(" " + quoted + " "));
  }

  private static boolean anyOpposite(Wording a, Wording b, Overlap overlap) {
    boolean onlyOpposites = overlap.missingHere() <= 1 && overlap.missingThere() <= 1;
    if (overlap.content() < ANY_SUBJECT && !onlyOpposites) {
      return false;
    }
    Set<String> onlyA = onlyIn(a, b);
    Set<String> onlyB = onlyIn(b, a);
    for (String here : onlyA) {
      for (String there : onlyB) {
        boolean grammar =
            Lexicon.english().isFunctionWord(here) && Lexicon.english().isFunctionWord(there);
        if (Lexicon.english().opposed(here, there)
            && (!grammar || overlap.content() >= SAME_SUBJECT)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Set<String> onlyIn(Wording a, Wording b) {
    Set<String> only = new HashSet<>(a.vocabulary());
    only.removeAll(b.vocabulary());
    return only;
  }

  private static boolean otherThing(Wording a, Wording b) {
    for (var kind : a.things().entrySet()) {
      Set<String> there = b.things().getOrDefault(kind.getKey(), Set.of());
      if (!there.containsAll(kind.getValue()) && !kind.getValue().containsAll(there)) {
        return true;
      }
    }
    return false;
  }

  private static boolean otherQuestion(String a, String b) {
    return !a.equals(b) && isExact(a) && isExact(b);
  }

  private static boolean isExact(String question) {
    return EXACT_QUESTIONS.contains(question) || question.startsWith("how ");
  }
}
