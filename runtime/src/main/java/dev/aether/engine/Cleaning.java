package dev.aether.engine;

import dev.aether.guard.Family;
import dev.aether.guard.Finding;
import dev.aether.guard.Redaction;
import dev.aether.template.Origin;
import dev.aether.template.Piece;
import dev.aether.template.Rendering.Rendered;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Takes findings out of prompts. What is left is looked at again, and where it still gives cause,
/// all of the text goes.
final class Cleaning {
  private static final int ROUNDS = 3;

  private Cleaning() {}

  /// Whether a finding names what is at fault. The others say that a part was not looked at, with
  /// one exception: there was so much that not all of it is listed.
  static boolean covers(Finding finding) {
    return finding.family() != Family.UNSCANNED || finding.rule().equals("too-many-findings");
  }

  /// A text without what was found in it.
  ///
  /// @param again looks at what is left
  static String of(String text, List<Finding> found, Function<String, List<Finding>> again) {
    String left = text;
    List<Finding> rest = covering(found);
    for (int round = 0; !rest.isEmpty() && round < ROUNDS; round++) {
      left = Redaction.redact(left, rest, Piece.REDACTED);
      rest = covering(again.apply(left));
    }
    return rest.isEmpty() ? left : Piece.REDACTED;
  }

  /// A prompt whose values are without what was found in all of it together; the author's text
  /// stays.
  static Rendered of(Rendered prompt, List<Finding> found, Function<String, List<Finding>> again) {
    List<Finding> first = covering(found);
    List<Piece> pieces = new ArrayList<>();
    int start = 0;
    for (Piece piece : prompt.pieces()) {
      pieces.add(without(piece, first, start));
      start += piece.text().length();
    }
    Rendered left = joined(pieces, prompt);
    if (covering(again.apply(left.text())).isEmpty()) {
      return left;
    }
    return joined(
        prompt.pieces().stream()
            .map(piece -> foreign(piece) ? with(piece, Piece.REDACTED) : piece)
            .toList(),
        prompt);
  }

  static Rendered joined(List<Piece> pieces, Rendered like) {
    var text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    return new Rendered(pieces, text.toString(), like.warnings());
  }

  private static Piece without(Piece piece, List<Finding> found, int start) {
    int length = piece.text().length();
    if (!foreign(piece)) {
      return piece;
    }
    List<Finding> inside = new ArrayList<>();
    for (Finding finding : found) {
      int from = Math.max(finding.offset() - start, 0);
      int to = Math.min(finding.end() - start, length);
      if (from < to) {
        inside.add(
            new Finding(
                finding.rule(),
                finding.family(),
                finding.score(),
                finding.origin(),
                from,
                to - from,
                finding.view(),
                finding.excerpt()));
      }
    }
    return inside.isEmpty()
        ? piece
        : with(piece, Redaction.redact(piece.text(), inside, Piece.REDACTED));
  }

  private static boolean foreign(Piece piece) {
    return !(piece.origin() instanceof Origin.Author);
  }

  private static Piece with(Piece piece, String text) {
    return new Piece(text, piece.origin(), piece.sensitivity());
  }

  private static List<Finding> covering(List<Finding> findings) {
    return findings.stream().filter(Cleaning::covers).toList();
  }
}
