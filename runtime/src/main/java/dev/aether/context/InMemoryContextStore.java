package dev.aether.context;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Contexts that live as long as the process.
public final class InMemoryContextStore implements ContextStore {
  private final int limit;
  private final InstantSource clock;
  private final Map<String, NavigableMap<String, Stored>> tenants = new HashMap<>();

  /// @param limit contexts that a tenant may have
  public InMemoryContextStore(int limit, InstantSource clock) {
    this.limit = limit;
    this.clock = clock;
  }

  private NavigableMap<String, Stored> of(String tenant) {
    return tenants.getOrDefault(tenant, new TreeMap<>());
  }

  @Override
  public synchronized Optional<Stored> get(Key key) {
    return Optional.ofNullable(of(key.tenant()).get(key.id()));
  }

  @Override
  public synchronized Written put(Key key, Value.Obj values, Condition condition) {
    Optional<Stored> before = get(key);
    if (!condition.holds(before.map(Stored::tag))) {
      return new Refused();
    }
    NavigableMap<String, Stored> contexts =
        tenants.computeIfAbsent(key.tenant(), _ -> new TreeMap<>());
    if (before.isEmpty() && contexts.size() >= limit) {
      return new Full(limit);
    }
    Stored stored = ContextText.of(values).stored(values, clock.instant());
    contexts.put(key.id(), stored);
    return new Done(stored, before.isEmpty());
  }

  @Override
  public synchronized Deletion delete(Key key, Condition condition) {
    Optional<Stored> before = get(key);
    if (!condition.holds(before.map(Stored::tag))) {
      return Deletion.REFUSED;
    }
    if (before.isEmpty()) {
      return Deletion.MISSING;
    }
    NavigableMap<String, Stored> contexts = of(key.tenant());
    contexts.remove(key.id());
    if (contexts.isEmpty()) {
      tenants.remove(key.tenant());
    }
    return Deletion.DONE;
  }

  @Override
  public synchronized List<Entry> list(String tenant, String after, int most) {
    return of(tenant).tailMap(after, false).entrySet().stream()
        .limit(most)
        .map(e -> new Entry(e.getKey(), e.getValue().bytes(), e.getValue().writtenAt()))
        .toList();
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
