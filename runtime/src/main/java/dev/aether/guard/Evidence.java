package dev.aether.guard;

import dev.aether.guard.RuleBook.Match;
import java.util.List;

/// What the rules that matched in a text add up to, in any window of it.
final class Evidence {
  /// Rules and wording see the same words, so beside the wording a rule counts half.
  static final double BESIDE_WORDING = 0.5;

  private static final double MOST = 12;

  private static final double[] NONE = {};

  /// Running totals: the sum over a window is the difference of two.
  private final double[] totals;

  Evidence(List<Match> matches, int words) {
    totals = matches.isEmpty() ? NONE : new double[words + 1];
    for (Match match : matches) {
      double weight = match.repeated() ? 0 : match.rule().weight();
      totals[Math.min(match.to(), words - 1) + 1] += weight;
    }
    for (int i = 1; i < totals.length; i++) {
      totals[i] += totals[i - 1];
    }
  }

  /// The log odds of a window.
  double in(int from, int to) {
    return totals.length == 0 ? 0 : Math.min(totals[to] - totals[from], MOST);
  }
}
