package dev.aether.cache.semantic;

import java.util.List;

/// What speaks for and against two questions having the same answer, as the numbers that the
/// [Posterior] weighs. Higher does not always mean likelier; the weights say so.
///
/// @param similarity cosine of the two vectors
/// @param margin how much nearer the candidate lies than the nearest entry with another answer, at
///   most 0.3
/// @param vote log-odds that the candidate's answer gets from all neighbours, each with a weight
///   that grows with its similarity; from -6 to 6
/// @param agreement of the five nearest entries, the share that has the candidate's answer
/// @param support ln(1 + how many questions the answer was stored for)
/// @param record log-odds of the answer's record: labels that said the same against labels that
///   said another, 0.7 added to each
/// @param names names in one of the texts only, at most 3
/// @param jaccard see [Overlap]
/// @param subsequence see [Overlap]
/// @param content see [Overlap]
/// @param missing content words in one of the texts only, at most 6
/// @param oneSided 1 if one text has all content words of the other, and more
/// @param inserted 1 if the texts differ in one place only, where one of them has content
/// @param exchanged 1 if the texts differ in one place only, where each has content of its own
/// @param reordered see [Overlap]
/// @param question 1 if another kind of question is asked
/// @param negation 1 if only one of the texts is negated
record Evidence(
    double similarity,
    double margin,
    double vote,
    double agreement,
    double support,
    double record,
    double names,
    double jaccard,
    double subsequence,
    double content,
    double missing,
    double oneSided,
    double inserted,
    double exchanged,
    double reordered,
    double question,
    double negation) {

  /// The names of [#row()]'s numbers.
  static final List<String> NAMES =
      List.of(
          "bias",
          "similarity",
          "closeness",
          "margin",
          "vote",
          "agreement",
          "support",
          "record",
          "names",
          "jaccard",
          "subsequence",
          "content",
          "missing",
          "one-sided",
          "inserted",
          "exchanged",
          "reordered",
          "question",
          "negation");

  private static final double LARGEST_MARGIN = 0.3;

  /// What the neighbourhood says of the candidate.
  ///
  /// @param similarity cosine of question and candidate
  /// @param other cosine of the question and the nearest entry with another answer; -1 if none
  /// @param vote log-odds that the candidate's answer gets from all neighbours, each with a weight
  ///   that grows with its similarity; from -6 to 6
  /// @param agreement of the five nearest, the share with the candidate's answer
  /// @param support how many questions the candidate's answer was stored for
  /// @param same labels that said so
  /// @param different labels that said the contrary
  record Neighbourhood(
      double similarity,
      double other,
      double vote,
      double agreement,
      long support,
      long same,
      long different) {}

  static Evidence of(Neighbourhood around, Wording asked, Wording known, Overlap overlap) {
    int missing = overlap.missingHere() + overlap.missingThere();
    boolean oneSided = (overlap.missingHere() == 0) != (overlap.missingThere() == 0);
    int names = asked.namesNotIn(known).size() + known.namesNotIn(asked).size();
    return new Evidence(
        around.similarity(),
        Math.min(LARGEST_MARGIN, around.similarity() - around.other()),
        around.vote(),
        around.agreement(),
        Math.log1p((double) around.support()),
        Math.log((around.same() + 0.7) / (around.different() + 0.7)),
        Math.min(3, names),
        overlap.jaccard(),
        overlap.subsequence(),
        overlap.content(),
        Math.min(6, missing),
        oneSided ? 1 : 0,
        overlap.inserted() ? 1 : 0,
        overlap.exchanged() ? 1 : 0,
        overlap.reordered(),
        asked.question().equals(known.question()) ? 0 : 1,
        asked.negated() == known.negated() ? 0 : 1);
  }

  /// The numbers that are weighed, a constant 1 first. Similarity and margin are stretched so that
  /// all weights are of one order.
  float[] row() {
    return new float[] {
      1,
      (float) (similarity * 10),
      (float) (Math.max(0, similarity - 0.9) * 20),
      (float) (margin * 5),
      (float) vote,
      (float) agreement,
      (float) support,
      (float) record,
      (float) names,
      (float) jaccard,
      (float) subsequence,
      (float) content,
      (float) missing,
      (float) oneSided,
      (float) inserted,
      (float) exchanged,
      (float) reordered,
      (float) question,
      (float) negation
    };
  }
}
