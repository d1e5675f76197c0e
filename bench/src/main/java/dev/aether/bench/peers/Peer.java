package dev.aether.bench.peers;

/// Something that runs graphs.
@FunctionalInterface
public interface Peer {
  /// Prepares a graph; what it gives runs it once, on the calling thread, to its end.
  Runnable prepare(Shape shape, int nodeMillis);

  /// The graphs of the comparison.
  enum Shape {
    /// Five nodes and one that joins them.
    FAN,
    /// A thousand nodes that need nothing.
    WIDE,
    /// Five hundred nodes, each of which needs the one before.
    CHAIN;

    /// How many nodes stand side by side, or one after the other.
    public int size() {
      return switch (this) {
        case FAN -> 5;
        case WIDE -> 1_000;
        case CHAIN -> 500;
      };
    }
  }

  /// What a node does: it takes its time.
  static void node(int millis) {
    if (millis > 0) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }
  }
}
