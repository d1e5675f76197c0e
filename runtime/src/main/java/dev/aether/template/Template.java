package dev.aether.template;

import java.util.ArrayList;
import java.util.List;

/// A prompt with holes, parsed once.
///
/// @param segments the author's text and the placeholders, in order
public record Template(List<Segment> segments) {
  /// A template without any text.
  public static final Template EMPTY = new Template(List.of());

  /// Copies the list.
  public Template {
    segments = List.copyOf(segments);
  }

  /// One run of a template.
  public sealed interface Segment {}

  /// The author's own text.
  public record Literal(String text) implements Segment {}

  /// A placeholder and what it stands for.
  public record Hole(Reference reference) implements Segment {}

  /// The references in the order of their placeholders; one that occurs twice is there twice.
  public List<Reference> references() {
    List<Reference> references = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment instanceof Hole(var reference)) {
        references.add(reference);
      }
    }
    return references;
  }
}
