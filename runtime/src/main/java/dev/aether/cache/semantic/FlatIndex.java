package dev.aether.cache.semantic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Finds the vectors nearest to a given one by looking at all of them.
///
/// All sign codes are scanned, and the 64 with the fewest differing bits are ranked by their bytes:
/// 432 bytes an entry for 384 numbers, and 8 for its id. That is 0.35 ms for 100,000 entries, where
/// a graph index would need milliseconds to insert one and longer to remove one.
///
/// Insert and delete take constant time and are visible at once. Searches take no lock and may run
/// beside each other and beside one writer; writers exclude each other through the monitor of this
/// object. A slot is reused after a delete, so a search reads a slot's id before and after its
/// bytes, and drops what changed in between: ids are never used again.
final class FlatIndex {
  private static final int RANKED = 64;
  private static final int FIRST_CHUNK = 4;
  private static final int LAST_CHUNK = 4096;
  private static final long EMPTY = 0;
  private static final VarHandle ID = MethodHandles.arrayElementVarHandle(long[].class);

  /// One found vector: an entry's id, and the cosine from -1 to 1.
  record Neighbour(long id, double similarity) {}

  /// A writer's note of where an entry lies.
  record Slot(int chunk, int offset) {}

  /// Chunks never move or shrink, so a search may keep on reading the ones it has seen.
  private static final class Chunk {
    final long[] ids;
    final long[] signs;
    final byte[] bytes;

    Chunk(int slots, int dimensions) {
      this.ids = new long[slots];
      this.signs = new long[slots * Codes.words(dimensions)];
      this.bytes = new byte[slots * dimensions];
    }
  }

  private final int dimensions;
  private final int words;
  private final Deque<Slot> free = new ArrayDeque<>();
  private volatile Chunk[] chunks = {};

  FlatIndex(int dimensions) {
    this.dimensions = dimensions;
    this.words = Codes.words(dimensions);
  }

  /// Adds a vector, given as its bytes (see [Codes#bytes(float[])]).
  ///
  /// @param id not 0, and never used before in this index
  synchronized Slot insert(long id, byte[] vector) {
    if (vector.length != dimensions || id == EMPTY) {
      throw new IllegalArgumentException(
          "id %d, %d numbers instead of %d".formatted(id, vector.length, dimensions));
    }
    if (free.isEmpty()) {
      grow();
    }
    Slot slot = free.pop();
    Chunk chunk = chunks[slot.chunk()];
    System.arraycopy(Codes.signs(vector), 0, chunk.signs, slot.offset() * words, words);
    System.arraycopy(vector, 0, chunk.bytes, slot.offset() * dimensions, dimensions);
    ID.setRelease(chunk.ids, slot.offset(), id);
    return slot;
  }

  private void grow() {
    int count = chunks.length;
    int slots = Math.min(LAST_CHUNK, FIRST_CHUNK << Math.min(count, 20));
    Chunk[] more = Arrays.copyOf(chunks, count + 1);
    more[count] = new Chunk(slots, dimensions);
    for (int offset = slots - 1; offset >= 0; offset--) {
      free.push(new Slot(count, offset));
    }
    chunks = more;
  }

  /// Removes the vector that was inserted there.
  synchronized void delete(Slot slot) {
    ID.setVolatile(chunks[slot.chunk()].ids, slot.offset(), EMPTY);
    VarHandle.fullFence(); // the slot's next bytes must not be seen under its old id
    free.push(slot);
  }

  /// The bytes of the vector that was inserted there.
  synchronized byte[] vector(Slot slot) {
    int from = slot.offset() * dimensions;
    return Arrays.copyOfRange(chunks[slot.chunk()].bytes, from, from + dimensions);
  }

  /// The nearest vectors, the nearest first.
  ///
  /// @param limit the most to return, at most 64
  List<Neighbour> nearest(byte[] vector, int limit) {
    var likely = new Likely(RANKED);
    long[] signs = Codes.signs(vector);
    Chunk[] seen = chunks;
    for (int i = 0; i < seen.length; i++) {
      scan(seen[i], signs, i, likely);
    }
    return ranked(seen, vector, likely, limit);
  }

  private void scan(Chunk chunk, long[] signs, int number, Likely likely) {
    long[] codes = chunk.signs;
    long[] ids = chunk.ids;
    boolean six = words == 6;
    int worst = likely.worst();
    for (int slot = 0, at = 0; slot < ids.length; slot++, at += signs.length) {
      int differing = six ? ofSix(codes, at, signs) : ofAny(codes, at, signs);
      if (differing < worst && ids[slot] != EMPTY) {
        likely.offer(differing, (long) number << Integer.SIZE | slot);
        worst = likely.worst();
      }
    }
  }

  /// 384 numbers are what most small models give; written out, the loop takes half the time.
  private static int ofSix(long[] codes, int at, long[] signs) {
    return Long.bitCount(codes[at] ^ signs[0])
        + Long.bitCount(codes[at + 1] ^ signs[1])
        + Long.bitCount(codes[at + 2] ^ signs[2])
        + Long.bitCount(codes[at + 3] ^ signs[3])
        + Long.bitCount(codes[at + 4] ^ signs[4])
        + Long.bitCount(codes[at + 5] ^ signs[5]);
  }

  private static int ofAny(long[] codes, int at, long[] signs) {
    int differing = 0;
    for (int word = 0; word < signs.length; word++) {
      differing += Long.bitCount(codes[at + word] ^ signs[word]);
    }
    return differing;
  }

  private List<Neighbour> ranked(Chunk[] seen, byte[] bytes, Likely likely, int limit) {
    List<Neighbour> found = new ArrayList<>(likely.size());
    for (int i = 0; i < likely.size(); i++) {
      Chunk chunk = seen[(int) (likely.place(i) >>> Integer.SIZE)];
      int slot = (int) likely.place(i);
      long before = (long) ID.getAcquire(chunk.ids, slot);
      double similarity = Codes.cosine(bytes, chunk.bytes, slot * dimensions);
      VarHandle.acquireFence();
      if (before != EMPTY && before == (long) ID.getOpaque(chunk.ids, slot)) {
        found.add(new Neighbour(before, similarity));
      }
    }
    found.sort((a, b) -> Double.compare(b.similarity(), a.similarity()));
    return List.copyOf(found.subList(0, Math.min(limit, found.size())));
  }
}
