package dev.aether.context;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps contexts under an id, so that a request can name one instead of carrying it.
///
/// Whoever writes can say what must be so for that to happen; between the look and the write nobody
/// comes, in this process or in another one on the same store. Implementations are safe for use by
/// many threads. Ids are seen only by their tenant.
public interface ContextStore extends AutoCloseable {

  /// Whose context it is, and which.
  ///
  /// @param tenant the caller's tenant; callers without one share the empty tenant
  /// @param id 1 to 256 characters
  record Key(String tenant, String id) {
    /// Longest id.
    public static final int MOST_CHARS = 256;

    /// Refuses ids that no store can hold.
    public Key {
      if (id.isEmpty() || id.length() > MOST_CHARS) {
        throw new IllegalArgumentException("a context id has 1 to 256 characters");
      }
    }
  }

  /// A stored context.
  ///
  /// @param tag stands for exactly these values: equal contexts have equal tags
  /// @param bytes of the values as compact JSON
  /// @param writtenAt when it was last written, to the millisecond
  record Stored(Value.Obj values, String tag, long bytes, Instant writtenAt) {}

  /// A stored context in a list.
  record Entry(String id, long bytes, Instant writtenAt) {}

  /// What must be so for a write to happen.
  sealed interface Condition {
    /// Whether it is so.
    ///
    /// @param tag of the context that is there, if one is
    default boolean holds(Optional<String> tag) {
      return switch (this) {
        case Anyhow _ -> true;
        case Absent _ -> tag.isEmpty();
        case Present _ -> tag.isPresent();
        case Unchanged(var tags) -> tag.isPresent() && tags.contains(tag.get());
      };
    }
  }

  /// Nothing.
  record Anyhow() implements Condition {}

  /// There is no such context.
  record Absent() implements Condition {}

  /// There is such a context.
  record Present() implements Condition {}

  /// It has one of these tags.
  record Unchanged(List<String> tags) implements Condition {
    /// Copies the list.
    public Unchanged {
      tags = List.copyOf(tags);
    }
  }

  /// What came of a write.
  sealed interface Written {}

  /// It was written.
  ///
  /// @param created whether it is new
  record Done(Stored stored, boolean created) implements Written {}

  /// The condition does not hold; nothing was written.
  record Refused() implements Written {}

  /// The tenant has as many contexts as are allowed; nothing was written.
  record Full(int limit) implements Written {}

  /// What came of a deletion.
  enum Deletion {
    /// It is gone.
    DONE,
    /// There was none.
    MISSING,
    /// The condition does not hold.
    REFUSED
  }

  /// The store cannot be read or written now, or it is not known whether it was written.
  final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param message for an operator
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }

    /// @param message for an operator
    public Unavailable(String message) {
      super(message);
    }
  }

  /// The context, if there is one.
  Optional<Stored> get(Key key) throws Unavailable, InterruptedException;

  /// Writes the whole context. When this returns, it is kept as well as the store can.
  Written put(Key key, Value.Obj values, Condition condition)
      throws Unavailable, InterruptedException;

  /// Forgets the context.
  Deletion delete(Key key, Condition condition) throws Unavailable, InterruptedException;

  /// A tenant's contexts in the order of their ids.
  ///
  /// @param after the id behind which the list begins; empty for the first
  List<Entry> list(String tenant, String after, int most) throws Unavailable, InterruptedException;

  /// What is wrong with the store, for an operator; nothing if all is well.
  Optional<String> trouble();

  @Override
  void close();
}
