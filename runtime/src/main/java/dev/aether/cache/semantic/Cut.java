package dev.aether.cache.semantic;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Chooses λ, the probability from which on an answer is served, so that the expected wrong hits
/// per request stay within a budget; and decides which hits are audited.
///
/// Over a window of the last requests, the hits that λ would give are expected to be wrong with
/// probability 1 - p each. λ is the lowest value for which their sum, times a correction, stays
/// under 0.8 × budget × requests. The correction compares what audits found wrong with what had
/// been expected of the audited hits; it only ever makes the cut stricter. Before the first choice,
/// λ follows from the budget alone.
///
/// Not safe for threads: guarded by its [Judgement].
final class Cut {
  /// How often λ is chosen again, in requests.
  static final int EVERY = 100;

  private static final double SPENT = 0.8;
  private static final double LOWEST = 0.5;
  private static final double FARTHEST = 10;
  private static final double AUDITED_AT_LEAST = 0.03;
  private static final double AUDITED_FIRST = 100;

  private final double budget;
  private final double lowest;
  private long audits;
  private long wrongAudits;
  private double expectedWrong;
  private double lambda;

  /// @param budget wrong hits per request that the author accepts, above 0 and below 1
  Cut(double budget) {
    this.budget = budget;
    this.lowest = Math.max(LOWEST, 1 - FARTHEST * budget);
    this.lambda = lowest;
  }

  double lambda() {
    return lambda;
  }

  long audits() {
    return audits;
  }

  long wrongAudits() {
    return wrongAudits;
  }

  /// Whether this hit is to be audited: the first ones mostly, later 3 %.
  boolean draw(RandomGenerator random, long hits) {
    return random.nextDouble() < auditRate(hits);
  }

  /// The chance that a hit is audited, given how many came before it.
  static double auditRate(long hits) {
    return Math.max(AUDITED_AT_LEAST, Math.min(1, AUDITED_FIRST / (hits + 1)));
  }

  /// Takes in what an audit found.
  void audited(double probability, boolean wrong) {
    audits++;
    wrongAudits += wrong ? 1 : 0;
    expectedWrong += 1 - probability;
  }

  /// How many times more wrong hits than expected must be reckoned with, at least 1: the audits'
  /// wrong hits, with half a standard deviation of their Poisson spread on top, against the
  /// expected ones, both with a little prior weight.
  double correction() {
    double reckoned = wrongAudits + 1 + 0.5 * Math.sqrt(wrongAudits + 1.0);
    return Math.max(1, reckoned / (expectedWrong + 2));
  }

  /// Chooses λ again.
  ///
  /// @param probabilities of the window's requests, 0 where nothing could be served; sorted here
  void choose(double[] probabilities) {
    Arrays.sort(probabilities);
    double limit = SPENT * budget * probabilities.length / correction();
    double expected = 0;
    lambda = 1.01; // above every probability
    for (int i = probabilities.length - 1; i >= 0; i--) {
      expected += 1 - probabilities[i];
      if (expected > limit) {
        break;
      }
      lambda = probabilities[i];
    }
    lambda = Math.max(lambda, lowest);
  }

  /// Wrong hits per request that are expected of these probabilities, corrected.
  double estimatedError(double[] probabilities) {
    double expected = Arrays.stream(probabilities).filter(p -> p >= lambda).map(p -> 1 - p).sum();
    return probabilities.length == 0 ? 0 : correction() * expected / probabilities.length;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(audits);
    out.writeLong(wrongAudits);
    out.writeDouble(expectedWrong);
    out.writeDouble(lambda);
  }

  void read(DataInputStream in) throws IOException {
    audits = in.readLong();
    wrongAudits = in.readLong();
    expectedWrong = in.readDouble();
    lambda = in.readDouble();
  }
}
