package dev.aether.cache.semantic;

import dev.aether.cache.semantic.FlatIndex.Neighbour;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// All entries, each in the index of its own namespace.
///
/// Searches take no lock. Changes take one lock for a constant number of steps. When there is no
/// room, entries leave in the order they came, but one that was of use since it was last looked at
/// goes to the end of the queue instead (Corbató 1969, "A paging experiment with the Multics
/// system": the clock algorithm).
final class Store<A> {
  /// An entry's memory without its text and answer: codes, objects, map nodes.
  static final long OVERHEAD_BYTES = 900;

  private static final int MOST_SPARED = 32; // so that an insert takes a bounded time

  /// An entry, and its cosine to what was searched for.
  record Found<A>(Entry<A> entry, double similarity) {}

  private static final class Shelf<A> {
    final FlatIndex index;
    final Map<String, Entry<A>> byText = new HashMap<>(); // guarded by the store's lock

    Shelf(int dimensions) {
      this.index = new FlatIndex(dimensions);
    }
  }

  private final int dimensions;
  private final Limits limits;
  private final ToLongFunction<A> answerBytes;
  private final Consumer<Namespace> evicted;
  private final ReentrantLock changes = new ReentrantLock();
  private final ConcurrentMap<String, Shelf<A>> shelves = new ConcurrentHashMap<>();
  private final ConcurrentMap<Long, Entry<A>> entries = new ConcurrentHashMap<>();
  private final Map<Long, Entry<A>> queue = new LinkedHashMap<>(); // guarded by the lock
  private long bytes; // guarded by the lock
  private long lastId; // guarded by the lock

  /// What is held now.
  record Held(int entries, long bytes, int namespaces) {}

  /// @param firstId below all ids; not the same in two processes, so that an id which somebody kept
  ///   does not come to mean another entry
  /// @param evicted hears whose entry had to make room; called under the lock
  Store(
      int dimensions,
      Limits limits,
      ToLongFunction<A> answerBytes,
      long firstId,
      Consumer<Namespace> evicted) {
    this.dimensions = dimensions;
    this.limits = limits;
    this.answerBytes = answerBytes;
    this.lastId = firstId;
    this.evicted = evicted;
  }

  /// The nearest entries of a namespace that have not expired, the nearest first.
  List<Found<A>> nearest(Namespace namespace, byte[] vector, int limit, Instant now) {
    Shelf<A> shelf = shelves.get(namespace.entries());
    if (shelf == null) {
      return List.of();
    }
    List<Found<A>> found = new ArrayList<>(limit);
    for (Neighbour neighbour : shelf.index.nearest(vector, limit)) {
      Entry<A> entry = entries.get(neighbour.id());
      if (entry != null && entry.isExpired(now)) {
        delete(entry.id());
      } else if (entry != null) {
        found.add(new Found<>(entry, neighbour.similarity()));
      }
    }
    return found;
  }

  /// Adds an entry. One with the very same text in that namespace makes room for it. If its group
  /// was withdrawn while somebody asked a provider, there is nothing to add: no wording of it comes
  /// back.
  ///
  /// @return the id of the entry, also of one that was not added
  long insert(
      Namespace namespace,
      String text,
      byte[] vector,
      Group<A> group,
      Instant stored,
      Instant expires) {
    changes.lock();
    try {
      long id = ++lastId;
      return group.withdrawn() ? id : put(id, namespace, text, vector, group, stored, expires);
    } finally {
      changes.unlock();
    }
  }

  /// Puts an entry back that another process has kept, under the id that it had there.
  void restore(
      long id,
      Namespace namespace,
      String text,
      byte[] vector,
      Group<A> group,
      Instant stored,
      Instant expires) {
    changes.lock();
    try {
      if (!entries.containsKey(id)) {
        put(id, namespace, text, vector, group, stored, expires);
      }
    } finally {
      changes.unlock();
    }
  }

  private long put(
      long id,
      Namespace namespace,
      String text,
      byte[] vector,
      Group<A> group,
      Instant stored,
      Instant expires) {
    Shelf<A> shelf = shelves.computeIfAbsent(namespace.entries(), _ -> new Shelf<>(dimensions));
    FlatIndex.Slot slot = shelf.index.insert(id, vector);
    var entry = new Entry<>(id, namespace, text, group, stored, expires, slot);
    entries.put(id, entry);
    queue.put(id, entry);
    bytes += weight(entry);
    @Nullable Entry<A> before = shelf.byText.put(text, entry);
    if (before != null) {
      forget(before);
    }
    makeRoom();
    return id;
  }

  private long weight(Entry<A> entry) {
    return OVERHEAD_BYTES
        + dimensions
        + 2L * entry.text().length()
        + answerBytes.applyAsLong(entry.group().answer());
  }

  private void makeRoom() {
    int spared = 0;
    while (queue.size() > limits.entries() || (bytes > limits.bytes() && !queue.isEmpty())) {
      Entry<A> oldest = queue.values().iterator().next();
      if (oldest.takeUsed() && spared++ < MOST_SPARED) {
        queue.remove(oldest.id());
        queue.put(oldest.id(), oldest);
      } else {
        forget(oldest);
        evicted.accept(oldest.namespace());
      }
    }
  }

  private void forget(Entry<A> entry) {
    if (queue.remove(entry.id()) == null) {
      return;
    }
    bytes -= weight(entry);
    entries.remove(entry.id());
    Shelf<A> shelf = shelves.get(entry.namespace().entries());
    if (shelf != null) {
      shelf.index.delete(entry.slot());
      shelf.byText.remove(entry.text(), entry);
      if (shelf.byText.isEmpty()) {
        shelves.remove(entry.namespace().entries());
      }
    }
  }

  Optional<Entry<A>> find(long id) {
    return Optional.ofNullable(entries.get(id));
  }

  /// Removes an entry; nothing if there is none.
  Optional<Entry<A>> delete(long id) {
    changes.lock();
    try {
      Optional<Entry<A>> entry = find(id);
      entry.ifPresent(this::forget);
      return entry;
    } finally {
      changes.unlock();
    }
  }

  /// Removes all entries of which something is true, and withdraws their groups.
  int deleteAll(Predicate<Entry<A>> doomed) {
    changes.lock();
    try {
      List<Entry<A>> members = queue.values().stream().filter(doomed).toList();
      members.forEach(entry -> {
        entry.group().withdraw();
        forget(entry);
      });
      return members.size();
    } finally {
      changes.unlock();
    }
  }

  /// All entries, the one that would leave first at the beginning.
  List<Entry<A>> all() {
    changes.lock();
    try {
      return List.copyOf(queue.values());
    } finally {
      changes.unlock();
    }
  }

  /// The vector of an entry; nothing if it has gone.
  Optional<byte[]> vector(Entry<A> entry) {
    changes.lock();
    try {
      Shelf<A> shelf = shelves.get(entry.namespace().entries());
      return shelf == null || !entries.containsKey(entry.id())
          ? Optional.empty()
          : Optional.of(shelf.index.vector(entry.slot()));
    } finally {
      changes.unlock();
    }
  }

  Held held() {
    changes.lock();
    try {
      return new Held(queue.size(), bytes, shelves.size());
    } finally {
      changes.unlock();
    }
  }

  /// What is held for one owner; looks at every entry.
  Held held(String owner) {
    List<Entry<A>> owned =
        entries.values().stream().filter(entry -> entry.namespace().owner().equals(owner)).toList();
    return new Held(
        owned.size(),
        owned.stream().mapToLong(this::weight).sum(),
        (int) owned.stream().map(entry -> entry.namespace().entries()).distinct().count());
  }
}
