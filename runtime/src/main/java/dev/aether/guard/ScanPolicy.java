package dev.aether.guard;

import java.util.List;

/// How much is scanned and from when on evidence counts as a finding.
///
/// Evidence is counted in log odds, as the rules' weights are.
///
/// @param limitChars longer texts are scanned up to here and then reported as unscanned
/// @param trustedEvidence what rules must add up to in text by the workflow's author and in the
///   whole prompt
/// @param dataEvidence what rules must add up to in a few words of context values and node outputs
/// @param wordingEvidence what rules and wording together must add up to there
/// @param allowedPhrases read as if they were not there; case does not matter
public record ScanPolicy(
    int limitChars,
    double trustedEvidence,
    double dataEvidence,
    double wordingEvidence,
    List<String> allowedPhrases) {

  public ScanPolicy {
    if (limitChars < 1) {
      throw new IllegalArgumentException("limitChars must be positive: " + limitChars);
    }
    allowedPhrases = List.copyOf(allowedPhrases);
  }

  /// The default: two million characters, thresholds as measured, nothing allowed in particular.
  public static ScanPolicy standard() {
    return new ScanPolicy(2_000_000, 7, 9, 0.7, List.of());
  }

  /// The same policy with other allowed phrases.
  public ScanPolicy allowing(List<String> phrases) {
    return new ScanPolicy(limitChars, trustedEvidence, dataEvidence, wordingEvidence, phrases);
  }
}
