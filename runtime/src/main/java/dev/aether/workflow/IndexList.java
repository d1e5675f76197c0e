package dev.aether.workflow;

import java.util.Arrays;
import java.util.stream.IntStream;

/// An immutable list of node indexes, without boxes: a plan of 100,000 nodes has hundreds of
/// thousands of them.
public final class IndexList {
  /// The list without indexes.
  public static final IndexList EMPTY = new IndexList(new int[0]);

  private final int[] indexes;

  private IndexList(int[] indexes) {
    this.indexes = indexes;
  }

  /// A copy of the first `size` indexes.
  public static IndexList copyOf(int[] indexes, int size) {
    return size == 0 ? EMPTY : new IndexList(Arrays.copyOf(indexes, size));
  }

  /// The number of indexes.
  public int size() {
    return indexes.length;
  }

  /// The index at a position.
  public int get(int position) {
    return indexes[position];
  }

  /// The indexes in order.
  public IntStream stream() {
    return Arrays.stream(indexes);
  }

  @Override
  public String toString() {
    return Arrays.toString(indexes);
  }
}
