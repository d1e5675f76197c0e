package dev.aether.context;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Contexts that live as long as the process.
public final class InMemoryContextStore implements ContextStore {
  private final ConcurrentMap<Key, Stored> contexts = new ConcurrentHashMap<>();

  @Override
  public Optional<Stored> get(Key key) {
    return Optional.ofNullable(contexts.get(key));
  }

  @Override
  public Stored put(Key key, Value.Obj values) {
    return contexts.merge(
        key, new Stored(values, 1), (old, _) -> new Stored(values, old.version() + 1));
  }

  @Override
  public boolean delete(Key key) {
    return contexts.remove(key) != null;
  }
}
