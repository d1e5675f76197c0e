package dev.aether.context;

import java.util.Optional;

/// Keeps contexts under an id, so that a request can name one instead of carrying it.
///
/// Implementations are safe for use by many threads. Ids are seen only by their tenant.
public interface ContextStore {

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

  /// A stored context and the number of times it has been written.
  ///
  /// @param version 1 after the first write
  record Stored(Value.Obj values, long version) {}

  /// The context, if there is one.
  Optional<Stored> get(Key key);

  /// Writes the whole context.
  Stored put(Key key, Value.Obj values);

  /// Forgets the context; says whether there was one.
  boolean delete(Key key);
}
