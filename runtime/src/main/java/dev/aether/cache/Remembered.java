package dev.aether.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/// What is worth remembering, as far as that fits; what is asked for most stays longest. Safe for
/// use by many threads.
///
/// @param <K> equal means the same in every respect
/// @param <V> immutable
public final class Remembered<K, V> {
  private final Cache<K, V> known;
  private final Readings<K, V> readings;
  private final ToIntBiFunction<K, V> weigher;
  private final int heaviest;

  /// @param bound the sum of the weights; what weighs more than a sixteenth of it is not remembered
  /// @param weigher about the memory that one takes
  public Remembered(int bound, ToIntBiFunction<K, V> weigher) {
    this.weigher = weigher;
    this.heaviest = bound / 16;
    this.known =
        Caffeine.newBuilder()
            .maximumWeight(bound)
            .weigher((K key, V value) -> Math.max(1, weigher.applyAsInt(key, value)))
            .executor(Runnable::run)
            .build();
    this.readings = new Readings<>(known);
  }

  /// What is known of it; null if nothing is.
  public @Nullable V find(K key) {
    return readings.find(key);
  }

  /// Whether something of this weight is remembered at all.
  boolean fits(int weight) {
    return weight <= heaviest;
  }

  /// Remembers it, if it fits.
  public void put(K key, V value) {
    if (fits(weigher.applyAsInt(key, value))) {
      known.put(key, value);
    }
  }
}
