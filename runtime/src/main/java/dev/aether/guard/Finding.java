package dev.aether.guard;

/// Something in a piece that should not be there, and where.
///
/// @param rule the rule that matched, stable enough to be filtered on
/// @param family what it is about
/// @param score certainty from 0 to 1
/// @param origin where the piece came from
/// @param offset of the matched window in the original text, in chars
/// @param length of the matched window in the original text, in chars; replacing exactly this
///   window redacts it
/// @param view the reading in which it was seen
/// @param excerpt the matched words as read in that view, at most 80 chars; secrets are masked
public record Finding(
    String rule,
    Family family,
    double score,
    Origin origin,
    int offset,
    int length,
    View view,
    String excerpt) {

  private static final int EXCERPT_CHARS = 80;

  public Finding {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score is from 0 to 1, not " + score);
    }
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("negative window: " + offset + " + " + length);
    }
    if (excerpt.length() > EXCERPT_CHARS) {
      boolean insidePair = Character.isHighSurrogate(excerpt.charAt(EXCERPT_CHARS - 2));
      excerpt = excerpt.substring(0, EXCERPT_CHARS - (insidePair ? 2 : 1)) + "…";
    }
  }

  /// The first char after the window.
  public int end() {
    return offset + length;
  }
}
