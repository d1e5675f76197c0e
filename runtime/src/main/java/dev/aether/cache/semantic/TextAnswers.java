package dev.aether.cache.semantic;

import java.util.Locale;
import java.util.function.BiPredicate;

/// Compares answers that are text: the same if equal but for case, punctuation and white space, if
/// equal as JSON, or if their vectors' cosine is at least 0.95 and no veto speaks against it;
/// different below 0.8; unclear between.
///
/// Answers longer than the embedder reads are compared by their beginnings. If no vector can be
/// had, the verdict is unclear.
public final class TextAnswers implements AnswerComparison<String> {
  private static final double SAME_FROM = 0.95;
  private static final double DIFFERENT_BELOW = 0.8;
  private static final int LIMIT_CHARACTERS = 4_000;

  private final Embedder embedder;
  private final BiPredicate<String, String> equalAsJson;

  /// @param equalAsJson whether both texts are JSON and hold the same value, whatever the order of
  ///   their members
  public TextAnswers(Embedder embedder, BiPredicate<String, String> equalAsJson) {
    this.embedder = embedder;
    this.equalAsJson = equalAsJson;
  }

  @Override
  public Verdict compare(String known, String fresh) throws InterruptedException {
    if (normal(known).equals(normal(fresh)) || equalAsJson.test(known, fresh)) {
      return Verdict.SAME;
    }
    if (!hasWords(known) || !hasWords(fresh)) {
      return Verdict.DIFFERENT; // a vector says nothing of "+" and "-"
    }
    double similarity;
    try {
      byte[] a = Codes.bytes(embedder.embed(known));
      byte[] b = Codes.bytes(embedder.embed(fresh));
      similarity = Codes.cosine(a, b, 0);
    } catch (EmbeddingException _) {
      return Verdict.UNCLEAR;
    }
    if (similarity < DIFFERENT_BELOW) {
      return Verdict.DIFFERENT;
    }
    boolean vetoed = Veto.between(beginning(known), beginning(fresh)).isPresent();
    return similarity >= SAME_FROM && !vetoed ? Verdict.SAME : Verdict.UNCLEAR;
  }

  private static String normal(String answer) {
    String plain =
        answer.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{M}\\p{N}%$€£+=<>-]+", " ").strip();
    return plain.isEmpty() ? answer.strip() : plain;
  }

  private static boolean hasWords(String answer) {
    return answer.codePoints().anyMatch(Character::isLetterOrDigit);
  }

  private static Wording beginning(String answer) {
    return Wording.of(answer.substring(0, Math.min(LIMIT_CHARACTERS, answer.length())));
  }
}
