package dev.aether.workflow;

import java.util.Arrays;
import java.util.stream.IntStream;

/// An immutable list of node indexes, without boxes: a plan of 100,000 nodes has hundreds of
/// thousands of them. The lists of one graph are stretches of one array.
public final class IndexList {
  /// The list without indexes.
  public static final IndexList EMPTY = new IndexList(new int[0], 0, 0);

  private final int[] indexes;
  private final int from;
  private final int to;

  private IndexList(int[] indexes, int from, int to) {
    this.indexes = indexes;
    this.from = from;
    this.to = to;
  }

  /// A stretch of an array that nobody changes any more.
  static IndexList of(int[] indexes, int from, int to) {
    return from == to ? EMPTY : new IndexList(indexes, from, to);
  }

  /// The number of indexes.
  public int size() {
    return to - from;
  }

  /// The index at a position.
  public int get(int position) {
    return indexes[from + position];
  }

  /// The indexes in order.
  public IntStream stream() {
    return Arrays.stream(indexes, from, to);
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOfRange(indexes, from, to));
  }
}
