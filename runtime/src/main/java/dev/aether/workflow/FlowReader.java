package dev.aether.workflow;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
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
  /// @param text the document, written without any space
  record Source(Value document, String pointer, String text) {
    /// A document at a place.
    public static Source of(Value document, String pointer) {
      return new Source(document, pointer, CompactJson.of(document));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Source(_, var itsPointer, var itsText)
          && text.equals(itsText)
          && pointer.equals(itsPointer);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
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
