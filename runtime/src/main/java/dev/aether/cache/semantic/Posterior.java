package dev.aether.cache.semantic;

import java.util.Arrays;
import java.util.List;

/// The probability that two questions have the same answer, given the evidence: logistic regression
/// with a normal prior, at the weights that are the most probable.
///
/// These maximise the labels' log-likelihood minus half the sum of precision times squared distance
/// from the prior mean. It is concave, so Newton's method finds them (Murphy 2012, "Machine
/// Learning: A Probabilistic Perspective", section 8.3). Immutable.
final class Posterior {
  private static final int STEPS = 25;
  private static final double LONGEST_STEP = 4;

  private final Prior prior;
  private final double[] weights;

  private Posterior(Prior prior, double[] weights) {
    this.prior = prior;
    this.weights = weights;
  }

  /// One label: what was seen, whether the answers were the same, and for how many such
  /// observations it stands.
  @SuppressWarnings("ArrayRecordComponent") // thousands are kept, and none is compared or changed
  record Observation(float[] row, boolean same, double weight) {}

  static Posterior of(Prior prior) {
    return new Posterior(prior, prior.means());
  }

  double[] weights() {
    return weights.clone();
  }

  double probability(float[] row) {
    return probability(weights, row);
  }

  private static double probability(double[] weights, float[] row) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * row[i];
    }
    return 1 / (1 + Math.exp(-sum));
  }

  /// The posterior after these labels (all of them, not only new ones). Takes some milliseconds per
  /// thousand: call it without a lock.
  Posterior fitted(List<Observation> observations) {
    boolean[] bound = new boolean[weights.length];
    double[] fitted = climbed(weights.clone(), bound, observations);
    while (bindWrongSigns(fitted, bound)) {
      fitted = climbed(fitted, bound, observations);
    }
    return Arrays.stream(fitted).allMatch(Double::isFinite)
        ? new Posterior(prior, fitted)
        : of(prior);
  }

  /// Binds the weights that have a sign they must not have to 0. False if there are none: each
  /// round binds one more at least, so the rounds come to an end.
  private boolean bindWrongSigns(double[] fitted, boolean[] bound) {
    int[] signs = prior.signs();
    boolean any = false;
    for (int i = 0; i < fitted.length; i++) {
      if (!bound[i] && fitted[i] * signs[i] < 0) {
        fitted[i] = 0;
        bound[i] = true;
        any = true;
      }
    }
    return any;
  }

  private double[] climbed(double[] start, boolean[] bound, List<Observation> observations) {
    double[] fitted = start;
    for (int step = 0; step < STEPS; step++) {
      double[] change = newtonStep(fitted, bound, observations);
      double longest = Arrays.stream(change).map(Math::abs).max().orElse(0);
      double share = Math.min(1, LONGEST_STEP / Math.max(longest, 1e-9));
      for (int i = 0; i < fitted.length; i++) {
        fitted[i] += share * change[i];
      }
      if (!(longest >= 1e-4)) {
        break;
      }
    }
    return fitted;
  }

  private double[] newtonStep(double[] at, boolean[] bound, List<Observation> observations) {
    int size = at.length;
    double[] means = prior.means();
    double[] precisions = prior.precisions();
    double[] gradient = new double[size];
    double[][] curvature = new double[size][size];
    for (int i = 0; i < size; i++) {
      gradient[i] = -precisions[i] * (at[i] - means[i]);
      curvature[i][i] = precisions[i];
    }
    for (Observation seen : observations) {
      float[] row = seen.row();
      double probability = probability(at, row);
      double slope = seen.weight() * ((seen.same() ? 1 : 0) - probability);
      double bend = seen.weight() * probability * (1 - probability);
      for (int i = 0; i < size; i++) {
        gradient[i] += slope * row[i];
        double bent = bend * row[i];
        for (int j = 0; j <= i; j++) {
          curvature[i][j] += bent * row[j];
        }
      }
    }
    for (int i = 0; i < size; i++) {
      if (bound[i]) {
        gradient[i] = 0;
        Arrays.fill(curvature[i], 0, i, 0);
        for (int j = i + 1; j < size; j++) {
          curvature[j][i] = 0;
        }
      }
    }
    return solve(curvature, gradient);
  }

  /// Solves for a symmetric positive matrix, of which only the lower half is read (Cholesky).
  private static double[] solve(double[][] matrix, double[] right) {
    int size = right.length;
    double[][] root = new double[size][size];
    double[] solution = new double[size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= root[i][k] * root[j][k];
        }
        root[i][j] = i == j ? Math.sqrt(Math.max(1e-12, sum)) : sum / root[j][j];
      }
      double sum = right[i];
      for (int k = 0; k < i; k++) {
        sum -= root[i][k] * solution[k];
      }
      solution[i] = sum / root[i][i];
    }
    for (int i = size - 1; i >= 0; i--) {
      double sum = solution[i];
      for (int k = i + 1; k < size; k++) {
        sum -= root[k][i] * solution[k];
      }
      solution[i] = sum / root[i][i];
    }
    return solution;
  }
}
