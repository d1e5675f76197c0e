package dev.aether.guard;

import dev.aether.guard.RuleBook.Match;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// Weighs the evidence in each window of each view of one piece.
final class Judge implements Decodings.Reader {
  private static final int MOST_PER_VIEW = 32;
  private static final int SHORT = 32; // words
  private static final double PER_FOLD = 0.3;
  private static final double OUTPUT_PRIOR = 0.75;

  /// Rules of less weight do not decide.
  private static final double TELLING = 1.5;

  private static final double STEEPNESS = 0.5;

  private final ScanPolicy policy;
  private final Wording wording;
  private final String piece;
  private final Origin origin;
  private final boolean trusted;
  private final Consumer<Finding> findings;
  private boolean saturated;

  /// @param piece the original text
  Judge(
      ScanPolicy policy, Wording wording, String piece, Origin origin, Consumer<Finding> findings) {
    this.policy = policy;
    this.wording = wording;
    this.piece = piece;
    this.origin = origin;
    this.findings = findings;
    this.trusted =
        switch (origin) {
          case Origin.Author _, Origin.Whole _ -> true;
          case Origin.Context _, Origin.NodeOutput _, Origin.Answer _ -> false;
        };
  }

  /// A window with more evidence than the policy allows.
  ///
  /// @param excess log odds beyond the threshold
  private record Suspect(int from, int to, double excess) {}

  /// Whether there is so much of it that looking further tells nothing new.
  @Override
  public boolean saturated() {
    return saturated;
  }

  @Override
  public void read(Text text, Reading reading) {
    List<Match> matches = RuleBook.STANDARD.match(reading);
    if (trusted && matches.isEmpty()) {
      return;
    }
    var rules = new Evidence(matches, reading.words());
    List<Suspect> suspects = new ArrayList<>();
    if (trusted) {
      Wording.windows(
          reading,
          (from, to) -> suspect(suspects, from, to, rules.in(from, to) - policy.trustedEvidence()));
    } else {
      double[] words = wording.totals(reading);
      double threshold = policy.wordingEvidence() + prior() + chances(reading.words());
      Wording.windows(
          reading,
          (from, to) -> {
            double evidence = rules.in(from, to);
            double together = Evidence.BESIDE_WORDING * evidence + wording.logit(words, from, to);
            double alone = to - from > SHORT ? 0 : evidence; // in long windows rules add up
            double excess = Math.max(alone - policy.dataEvidence(), together - threshold);
            suspect(suspects, from, to, excess);
          });
    }
    report(text, reading, matches, suspects);
  }

  /// What a long text has to show beyond a short one, since the most suspicious of many windows is
  /// more suspicious than the only one of a few.
  private static double chances(int words) {
    return words <= SHORT ? 0 : PER_FOLD * Math.log((double) words / SHORT);
  }

  /// What a node's output has to show beyond a context value: models write at length about orders,
  /// prompts and secrets, and none of it came from outside unseen.
  private double prior() {
    return switch (origin) {
      case Origin.NodeOutput _, Origin.Answer _ -> OUTPUT_PRIOR;
      case Origin.Context _, Origin.Author _, Origin.Whole _ -> 0;
    };
  }

  /// Notes a window; of windows that overlap their neighbour, the stronger stays.
  private static void suspect(List<Suspect> suspects, int from, int to, double excess) {
    if (excess < 0) {
      return;
    }
    boolean overlaps =
        !suspects.isEmpty() && suspects.getLast().from() <= from && from < suspects.getLast().to();
    if (!overlaps) {
      suspects.add(new Suspect(from, to, excess));
    } else if (excess > suspects.getLast().excess()) {
      suspects.set(suspects.size() - 1, new Suspect(from, to, excess));
    }
  }

  /// Reports the strongest suspects that do not overlap.
  private void report(Text text, Reading reading, List<Match> matches, List<Suspect> suspects) {
    suspects.sort(
        Comparator.comparingDouble(Suspect::excess)
            .reversed()
            .thenComparingInt(suspect -> suspect.to() - suspect.from()));
    List<Suspect> reported = new ArrayList<>();
    for (Suspect suspect : suspects) {
      boolean overlaps =
          reported.stream()
              .anyMatch(other -> suspect.from() < other.to() && other.from() < suspect.to());
      if (!overlaps) {
        reported.add(suspect);
        findings.accept(finding(text, reading, matches, suspect));
      }
      if (reported.size() == MOST_PER_VIEW) {
        saturated = true;
        return;
      }
    }
  }

  private Finding finding(Text text, Reading reading, List<Match> matches, Suspect suspect) {
    String rule = "wording";
    Family family = Family.WORDING;
    double strongest = 0;
    int from = suspect.to();
    int to = suspect.from();
    for (int i = firstFrom(matches, suspect.from()); i < matches.size(); i++) {
      Match match = matches.get(i);
      if (match.to() >= suspect.to()) {
        break;
      }
      from = Math.min(from, match.from());
      to = Math.max(to, match.to() + 1);
      if (match.rule().weight() > strongest) {
        strongest = match.rule().weight();
        rule = match.rule().name();
        family = match.rule().family();
      }
    }
    if (strongest < TELLING) { // the wording decided: all of the window counts
      from = suspect.from();
      to = suspect.to();
    }
    int start = reading.startOf(from);
    int end = reading.endOf(Math.min(to, reading.words()) - 1);
    int first = Math.min(text.originOf(start), text.originOf(end - 1));
    int last = Math.max(text.originOf(start), text.originOf(end - 1)) + 1;
    if (encoded(text.view())) {
      while (first > 0 && isEncodedRun(piece.charAt(first - 1))) {
        first--;
      }
      while (last < piece.length() && isEncodedRun(piece.charAt(last))) {
        last++;
      }
    }
    double score = 1 / (1 + Math.exp(-STEEPNESS * suspect.excess()));
    return new Finding(
        rule, family, score, origin, first, last - first, text.view(), text.excerpt(start, end));
  }

  /// Part of an encoded run means nothing, so all of it counts.
  private static boolean encoded(View view) {
    return switch (view) {
      case BASE64, HEX, BINARY -> true;
      case PLAIN, PERCENT, ENTITIES, ESCAPES, ROT13, REVERSED, CONCATENATED -> false;
      case MARKUP, SPACED, LEET, TAGS -> false;
    };
  }

  private static boolean isEncodedRun(char c) {
    return Ascii.isLetterOrDigit(c) || c == '+' || c == '/' || c == '=' || c == '_' || c == '%';
  }

  /// The index of the first match that ends at a word or after it, by bisection.
  private static int firstFrom(List<Match> matches, int word) {
    int low = 0;
    int high = matches.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (matches.get(middle).to() < word) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
