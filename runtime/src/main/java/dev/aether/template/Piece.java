package dev.aether.template;

/// A run of prompt text from one origin.
///
/// @param text as it goes to the model
/// @param sensitivity how carefully this text is handled; the author's own text is `LOW`
public record Piece(String text, Origin origin, Sensitivity sensitivity) {
  /// What stands in the place of a value that may not be shown.
  public static final String REDACTED = "[REDACTED]";

  /// The text, or [#REDACTED] in its place if it is at least this sensitive.
  public String hiding(Sensitivity level) {
    return sensitivity.atLeast(level) ? REDACTED : text;
  }
}
