package dev.aether.cache.semantic;

/// Keeps the places with the fewest differing bits: a binary heap, the worst on top. Used by one
/// thread.
final class Likely {
  private final int[] differing;
  private final long[] places;
  private int size;

  Likely(int limit) {
    this.differing = new int[limit];
    this.places = new long[limit];
  }

  int size() {
    return size;
  }

  long place(int i) {
    return places[i];
  }

  /// What a place must stay under to be kept.
  int worst() {
    return size < places.length ? Integer.MAX_VALUE : differing[0];
  }

  void offer(int bits, long place) {
    if (size < places.length) {
      rise(size++, bits, place);
    } else if (bits < differing[0]) {
      sink(bits, place);
    }
  }

  private void rise(int at, int bits, long place) {
    int i = at;
    while (i > 0 && differing[(i - 1) / 2] < bits) {
      set(i, differing[(i - 1) / 2], places[(i - 1) / 2]);
      i = (i - 1) / 2;
    }
    set(i, bits, place);
  }

  private void sink(int bits, long place) {
    int i = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && differing[child + 1] > differing[child]) {
        child++;
      }
      if (differing[child] <= bits) {
        break;
      }
      set(i, differing[child], places[child]);
      i = child;
      child = 2 * i + 1;
    }
    set(i, bits, place);
  }

  private void set(int i, int bits, long place) {
    differing[i] = bits;
    places[i] = place;
  }
}
