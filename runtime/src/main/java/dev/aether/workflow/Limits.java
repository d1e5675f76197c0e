package dev.aether.workflow;

/// How large a flow may be.
///
/// @param nodes per document
/// @param edges per document, named and implied
/// @param templateChars of one template
/// @param defects that are reported; a document with more has the rest left out
public record Limits(int nodes, int edges, int templateChars, int defects) {
  /// Enough for machine-made flows, bounded against mistakes.
  public static final Limits DEFAULT = new Limits(100_000, 1_000_000, 1_000_000, 200);
}
