package dev.aether.workflow;

import dev.aether.context.Value;
import dev.aether.context.Writing;
import org.jspecify.annotations.Nullable;

/// Reads a document and plans it. The same document always gives the same, so an implementation may
/// remember.
@FunctionalInterface
public interface FlowReader {
  /// Reads and plans one document.
  Flow read(Source source);

  /// A document. Two are equal if they are written alike: the order of members may steer a model.
  ///
  /// @param pointer where it stands in what was sent, as a JSON pointer
  /// @param chars about how long it is
  record Source(Value document, String pointer, int chars) {
    /// A document at a place.
    public static Source of(Value document, String pointer) {
      return new Source(document, pointer, Writing.chars(document));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Source(var its, var itsPointer, var itsChars)
          && chars == itsChars
          && pointer.equals(itsPointer)
          && Writing.alike(document, its);
    }

    @Override
    public int hashCode() {
      return document.hashCode();
    }
  }

  /// What has come of a document.
  ///
  /// @param document as it was read first; who remembers flows need not remember more of them
  record Flow(Value document, DagReader.Reading reading, Planner.Planning planning) {}

  /// Reads and plans each time.
  static FlowReader of(Planner planner, Limits limits) {
    return source -> {
      DagReader.Reading reading = DagReader.read(source.document(), source.pointer(), limits);
      return new Flow(source.document(), reading, planner.plan(reading));
    };
  }
}
