package dev.aether.cache.semantic;

import java.util.ArrayList;
import java.util.List;

/// What is believed of the weights before anything was seen, in the order of [Evidence#NAMES].
///
/// Fitted offline, and shipped in `prior.txt`: a line for each weight, with its name, mean,
/// precision and sign.
record Prior(List<Belief> beliefs) {

  /// What is believed of one weight: it is normally distributed.
  ///
  /// @param precision one over the variance
  /// @param sign which sign the weight has in any case, 1 or -1; 0 if either. It keeps a few
  ///   one-sided labels from teaching that a lesser similarity is better
  record Belief(double mean, double precision, int sign) {
    Belief {
      if (!(precision > 0) || !Double.isFinite(mean) || Math.abs(sign) > 1) {
        throw new IllegalArgumentException(
            "mean=%s precision=%s sign=%d".formatted(mean, precision, sign));
      }
    }
  }

  /// Read on first use, so that a fit does not need an earlier one.
  private static final class Shipped {
    static final Prior PRIOR = parse(WordLists.lines("prior.txt"));
  }

  Prior {
    beliefs = List.copyOf(beliefs);
    if (beliefs.size() != Evidence.NAMES.size()) {
      throw new IllegalArgumentException(beliefs.size() + " of " + Evidence.NAMES.size());
    }
  }

  static Prior shipped() {
    return Shipped.PRIOR;
  }

  static Prior parse(List<String> lines) {
    List<Belief> beliefs = new ArrayList<>();
    for (String line : lines) {
      List<String> parts = WordLists.split(line).toList();
      int place = beliefs.size();
      if (place >= Evidence.NAMES.size() || !parts.getFirst().equals(Evidence.NAMES.get(place))) {
        throw new IllegalArgumentException("line %d is for %s".formatted(place, parts.getFirst()));
      }
      beliefs.add(
          new Belief(
              Double.parseDouble(parts.get(1)),
              Double.parseDouble(parts.get(2)),
              Integer.parseInt(parts.get(3))));
    }
    return new Prior(beliefs);
  }

  double[] means() {
    return beliefs.stream().mapToDouble(Belief::mean).toArray();
  }

  double[] precisions() {
    return beliefs.stream().mapToDouble(Belief::precision).toArray();
  }

  int[] signs() {
    return beliefs.stream().mapToInt(Belief::sign).toArray();
  }
}
