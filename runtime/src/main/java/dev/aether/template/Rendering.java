package dev.aether.template;

import java.util.List;

/// What came of filling in a template.
public sealed interface Rendering {

  /// The prompt.
  ///
  /// @param pieces the text, split by origin; adjacent pieces may share one
  /// @param text all pieces joined: what the model reads
  /// @param warnings for people; never contain a value
  /// @param sensitivity the strictest of any piece
  record Rendered(List<Piece> pieces, String text, List<String> warnings, Sensitivity sensitivity)
      implements Rendering {
    /// Copies the lists.
    public Rendered {
      pieces = List.copyOf(pieces);
      warnings = List.copyOf(warnings);
    }

    /// A prompt of these pieces.
    public Rendered(List<Piece> pieces, String text, List<String> warnings) {
      this(pieces, text, warnings, strictest(pieces));
    }

    /// The text with everything of at least this sensitivity replaced by [Piece#REDACTED].
    public String hiding(Sensitivity level) {
      if (!sensitivity.atLeast(level)) {
        return text;
      }
      var shown = new StringBuilder();
      pieces.forEach(piece -> shown.append(piece.hiding(level)));
      return shown.toString();
    }

    private static Sensitivity strictest(List<Piece> pieces) {
      Sensitivity strictest = Sensitivity.LOW;
      for (Piece piece : pieces) {
        strictest = strictest.or(piece.sensitivity());
      }
      return strictest;
    }
  }

  /// No prompt.
  record NotRendered(RenderFailure failure) implements Rendering {}
}
