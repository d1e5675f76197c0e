package dev.aether.workflow;

import dev.aether.context.Value;

/// Reads a document and plans it. The same document always gives the same, so an implementation may
/// remember.
@FunctionalInterface
public interface FlowReader {
  /// Reads and plans one document.
  Flow read(Source source);

  /// A document.
  ///
  /// @param pointer where it stands in what was sent, as a JSON pointer
  record Source(Value document, String pointer) {
    /// How many values it is made of: a measure of the memory that it and its plan take.
    public int size() {
      return size(document);
    }

    private static int size(Value value) {
      return switch (value) {
        case Value.Obj(var members) -> 1 + members.values().stream().mapToInt(Source::size).sum();
        case Value.Arr(var items) -> 1 + items.stream().mapToInt(Source::size).sum();
        case Value.Text(var text) -> 1 + text.length() / 64;
        case Value.Num _, Value.Bool _, Value.Null _ -> 1;
      };
    }
  }

  /// What has come of a document.
  record Flow(DagReader.Reading reading, Planner.Planning planning) {}

  /// Reads and plans each time.
  static FlowReader of(Planner planner, Limits limits) {
    return source -> {
      DagReader.Reading reading = DagReader.read(source.document(), source.pointer(), limits);
      return new Flow(reading, planner.plan(reading));
    };
  }
}
