package dev.aether.guard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// The detector that ships: rules over word classes and a statistical look at the wording, on the
/// text and on all that it decodes to.
///
/// Text by the workflow's author is judged by rules alone and by a higher measure, since templates
/// speak to models all the time. Work is proportional to the text. Immutable, for use by many
/// threads.
public final class InjectionDetector implements PromptGuard {
  private static final int MOST_FINDINGS = 64;
  private static final double DECODED_PER_CHAR = 1.9; // base64 three deep takes as much
  private static final int DECODED_AT_LEAST = 500_000;

  private final Lexicon lexicon;
  private final ScanPolicy policy;
  private final Wording wording;
  private final AllowedPhrases allowed;

  /// A detector with the weights that ship.
  public InjectionDetector(ScanPolicy policy) {
    this(policy, Wording.standard());
  }

  /// @param wording other weights, for a trainer that tries them out
  public InjectionDetector(ScanPolicy policy, Wording wording) {
    // loaded here, so that a broken build fails when it starts and not at the first request
    Objects.requireNonNull(Segmenter.STANDARD);
    Objects.requireNonNull(RuleBook.STANDARD);
    this.lexicon = Lexicon.STANDARD;
    this.policy = policy;
    this.wording = wording;
    this.allowed = new AllowedPhrases(policy.allowedPhrases());
  }

  @Override
  public List<Finding> scan(Piece piece) {
    try {
      return findings(piece);
    } catch (RuntimeException
        | StackOverflowError bug) { // fail closed: what cannot be read may not pass
      String name = bug.getClass().getSimpleName();
      return List.of(whole(piece, "detector-failed", Family.FAILURE, name));
    }
  }

  private List<Finding> findings(Piece piece) {
    List<Finding> findings = new ArrayList<>();
    String text = piece.text();
    if (text.length() > policy.limitChars()) {
      findings.add(whole(piece, "scan-limit", Family.UNSCANNED, ""));
      text = text.substring(0, policy.limitChars());
    }
    var judge = new Judge(policy, wording, text, piece.origin(), findings::add);
    long budget = Math.max((long) (text.length() * DECODED_PER_CHAR), DECODED_AT_LEAST);
    List<View> skipped = new ArrayList<>();
    Text visible = Rearrangements.visible(Text.plain(allowed.blankOut(text)));
    new Decodings(lexicon, budget, skipped::add).open(visible, judge);
    if (judge.saturated()
        || findings.size() > MOST_FINDINGS) { // a redaction must cover what was not listed
      findings.add(whole(piece, "too-many-findings", Family.UNSCANNED, ""));
    }
    if (skipped.stream().anyMatch(InjectionDetector::hides)) {
      findings.add(whole(piece, "nesting-limit", Family.UNSCANNED, ""));
    }
    findings.sort(Comparator.comparingDouble(Finding::score).reversed());
    return List.copyOf(findings.subList(0, Math.min(findings.size(), MOST_FINDINGS)));
  }

  /// Whether a view that was not opened can hold what no other view shows.
  private static boolean hides(View view) {
    return switch (view) {
      case BASE64, HEX, BINARY, PERCENT, ENTITIES -> true;
      case PLAIN, ESCAPES, ROT13, REVERSED, CONCATENATED, MARKUP, SPACED, LEET, TAGS -> false;
    };
  }

  private static Finding whole(Piece piece, String rule, Family family, String excerpt) {
    return new Finding(
        rule, family, 1, piece.origin(), 0, piece.text().length(), View.PLAIN, excerpt);
  }
}
