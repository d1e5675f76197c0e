package dev.aether.cache;

import java.util.function.Function;
import java.util.function.ToIntFunction;

/// Remembers what a function that always gives the same for the same has given, as far as that
/// fits.
///
/// For what is cheap to compare and dear to work out, and mostly comes again: a server runs the
/// same few flows again and again. What is asked for at the same moment by many is worked out once.
/// Safe for use by many threads.
///
/// @param <K> what it is asked with; equal means the same in every respect
/// @param <V> what it gives; immutable
public final class Memo<K, V> implements Function<K, V> {
  private final Remembered<K, V> known;
  private final Function<K, V> function;
  private final ToIntFunction<K> weigher;

  /// @param bound the sum of the weights that are remembered; what weighs more than a sixteenth of
  ///   it is worked out each time
  /// @param weigher about the memory that one takes
  public Memo(int bound, ToIntFunction<K> weigher, Function<K, V> function) {
    this.function = function;
    this.weigher = weigher;
    this.known = new Remembered<>(bound, (key, _) -> weigher.applyAsInt(key));
  }

  @Override
  public V apply(K key) {
    if (!known.fits(weigher.applyAsInt(key))) {
      return function.apply(key);
    }
    V value = known.find(key);
    return value == null ? known.once(key, function) : value;
  }
}
