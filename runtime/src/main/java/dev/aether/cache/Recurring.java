package dev.aether.cache;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// Remembers what a function that always gives the same for the same has given for what has come
/// before.
///
/// For what mostly comes once, as the values in prompts do: to remember all of it takes longer than
/// to look at much of it again. So only the second time something is kept; whether it is the second
/// time is known from a table of hashes, which forgets in favour of what is newer, the idea of the
/// doorkeeper of [TinyLFU](https://dl.acm.org/doi/10.1145/3149371). Safe for use by many threads.
///
/// @param <K> what it is asked with; equal means the same in every respect
/// @param <V> what it gives; immutable
public final class Recurring<K, V> implements Function<K, V> {
  private static final int DOORS = 1 << 14;

  private final Remembered<K, V> known;
  private final ToIntFunction<K> weigher;
  private final Function<K, V> function;
  private final Predicate<V> lasts;
  private final AtomicIntegerArray before = new AtomicIntegerArray(DOORS); // hash of the last one

  /// @param bound the sum of the weights that are remembered; what weighs more than a sixteenth of
  ///   it is worked out each time
  /// @param weigher about the memory that one takes
  /// @param lasts whether a value is worth remembering; one that is not is handed out, and worked
  ///   out anew the next time
  public Recurring(
      int bound, ToIntFunction<K> weigher, Function<K, V> function, Predicate<V> lasts) {
    this.known = new Remembered<>(bound, (key, _) -> weigher.applyAsInt(key));
    this.weigher = weigher;
    this.function = function;
    this.lasts = lasts;
  }

  @Override
  public V apply(K key) {
    if (!known.fits(weigher.applyAsInt(key))) {
      return function.apply(key); // to hash it takes its time as well
    }
    V there = known.find(key);
    if (there != null) {
      return there;
    }
    V value = function.apply(key);
    if (hasComeBefore(key.hashCode()) && lasts.test(value)) {
      known.put(key, value);
    }
    return value;
  }

  /// Two that share a hash are taken for one, which costs a place and no more.
  private boolean hasComeBefore(int hash) {
    int mixed = (hash ^ hash >>> 16) | 1; // 0 is nothing
    int door = (hash * 0x9E3779B9) >>> 18;
    if (before.getPlain(door) == mixed) {
      return true;
    }
    before.setPlain(door, mixed);
    return false;
  }
}
