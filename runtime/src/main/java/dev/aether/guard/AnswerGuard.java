package dev.aether.guard;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// Looks at what a model answered before it is passed on: credentials, personal data, the system
/// prompt or its canary, and links that carry data away.
///
/// Every search is a single pass. Immutable, for use by many threads.
public final class AnswerGuard {
  private static final Origin ORIGIN = new Origin.Answer();

  private final AnswerPolicy policy;
  private final Links links;

  public AnswerGuard(AnswerPolicy policy) {
    this.policy = policy;
    this.links = new Links(policy.trustedHosts());
  }

  /// Something found, before it is dressed up as a [Finding].
  ///
  /// @param from the first char
  /// @param to the char after the last
  /// @param shown how many of its characters the excerpt may show
  record Spot(String rule, Family family, double score, int from, int to, int shown) {
    /// What lies there is for everybody to read.
    static final int WORDS = 160;

    /// Enough to know it by: most credentials begin with what kind they are.
    static final int BEGINNING = 4;

    /// All of it is the secret.
    static final int NOTHING = 0;
  }

  /// Receives what the searches find.
  interface Sink {
    void found(Spot spot);
  }

  /// Scans one answer.
  ///
  /// @return what was found, in the order of the text; [Finding#offset] and [Finding#length] are
  ///   what to replace
  public List<Finding> scan(String answer, Secrecy secrecy) {
    try {
      return findings(answer, secrecy);
    } catch (RuntimeException | StackOverflowError bug) { // fail closed
      String name = bug.getClass().getSimpleName();
      return List.of(whole(answer, "answer-guard-failed", Family.FAILURE, name));
    }
  }

  private List<Finding> findings(String answer, Secrecy secrecy) {
    boolean tooLong = answer.length() > policy.limitChars();
    String text = tooLong ? answer.substring(0, policy.limitChars()) : answer;
    List<Spot> spots = new ArrayList<>();
    Secrets.find(text, spots::add);
    links.find(text, spots::add);
    Echoes.find(text, secrecy, policy.echoedWords(), spots::add);
    if (policy.personalData()) {
      PersonalData.find(text, spots::add);
    }
    spots.sort(Comparator.comparingInt(Spot::from).thenComparingInt(spot -> -spot.to()));
    List<Finding> findings = new ArrayList<>();
    BitSet hidden = hidden(spots);
    spots.forEach(spot -> findings.add(finding(text, spot, hidden)));
    if (tooLong) {
      findings.add(whole(answer, "scan-limit", Family.UNSCANNED, ""));
    }
    return List.copyOf(findings);
  }

  /// What no excerpt may show, also not that of a link or an address which a credential is part of.
  private static BitSet hidden(List<Spot> spots) {
    var hidden = new BitSet();
    for (Spot spot : spots) {
      if (spot.shown() < Spot.WORDS) {
        hidden.set(Math.min(spot.to(), spot.from() + spot.shown()), spot.to());
      }
    }
    return hidden;
  }

  private static Finding finding(String text, Spot spot, BitSet hidden) {
    int end = Math.min(spot.to(), spot.from() + spot.shown());
    int shown = spot.from();
    while (shown < end && !hidden.get(shown)) {
      shown++;
    }
    boolean masked = spot.shown() < Spot.WORDS || shown < end;
    String excerpt = text.substring(spot.from(), shown) + (masked ? "****" : "");
    return new Finding(
        spot.rule(),
        spot.family(),
        spot.score(),
        ORIGIN,
        spot.from(),
        spot.to() - spot.from(),
        View.PLAIN,
        excerpt);
  }

  private static Finding whole(String answer, String rule, Family family, String excerpt) {
    return new Finding(rule, family, 1, ORIGIN, 0, answer.length(), View.PLAIN, excerpt);
  }
}
