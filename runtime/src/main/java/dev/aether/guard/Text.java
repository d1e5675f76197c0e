package dev.aether.guard;

import java.util.Arrays;

/// A text as it is read in one view, and where each of its characters came from in the original.
///
/// Not defensively copied: a text may be as long as a megabyte, and it never leaves this package.
final class Text {
  private static final int[] SAME = {};

  private final View view; // the last decoding that led here
  private final int depth; // how many decodings led here
  private final char[] chars; // only the first `length` count
  private final int length;
  private final int[] origins; // offsets in the original, or SAME

  private Text(View view, int depth, char[] chars, int length, int[] origins) {
    this.view = view;
    this.depth = depth;
    this.chars = chars;
    this.length = length;
    this.origins = origins;
  }

  static Text plain(String original) {
    return new Text(View.PLAIN, 0, original.toCharArray(), original.length(), SAME);
  }

  View view() {
    return view;
  }

  int depth() {
    return depth;
  }

  int length() {
    return length;
  }

  char[] chars() {
    return chars;
  }

  char at(int index) {
    return chars[index];
  }

  int originOf(int index) {
    return origins.length == 0 ? index : origins[index];
  }

  boolean readsLike(Text other) {
    return Arrays.equals(chars, 0, length, other.chars, 0, other.length);
  }

  String excerpt(int from, int to) {
    return new String(chars, from, Math.min(to, from + 2 * 80) - from).replaceAll("\\s+", " ");
  }

  /// Collects the characters of a decoded view.
  static final class Builder {
    private static final int SURROUNDINGS = 300;

    private final Text source;
    private final int capacity;
    private char[] chars = {}; // nothing is set aside for views that stay empty
    private int[] origins = {};
    private int length;
    private int[] changes = new int[16];
    private int changeCount;

    Builder(Text source, int capacity) {
      this.source = source;
      this.capacity = Math.max(capacity, 16);
    }

    /// @param from the index in the source that the character was decoded from
    void add(char c, int from) {
      if (length == chars.length) {
        grow(length + 1);
      }
      chars[length] = c;
      origins[length++] = source.originOf(from);
    }

    /// Adds characters as they stand in the source.
    void copy(int from, int to) {
      int count = to - from;
      if (count > chars.length - length) {
        grow(length + count);
      }
      System.arraycopy(source.chars, from, chars, length, count);
      if (source.origins.length > 0) {
        System.arraycopy(source.origins, from, origins, length, count);
      } else {
        for (int i = 0; i < count; i++) {
          origins[length + i] = from + i;
        }
      }
      length += count;
    }

    private void grow(int needed) {
      int size = Math.max(needed, Math.max(capacity, length * 2));
      chars = Arrays.copyOf(chars, size);
      origins = Arrays.copyOf(origins, size);
    }

    void add(int codePoint, int from) {
      if (Character.isBmpCodePoint(codePoint)) {
        add((char) codePoint, from);
      } else {
        add(Character.highSurrogate(codePoint), from);
        add(Character.lowSurrogate(codePoint), from);
      }
    }

    /// Ends a stretch, so that its last word does not run into the next stretch.
    void separate(int from) {
      if (length > 0) {
        add('\n', from);
      }
    }

    /// Notes that what is added next differs from the source.
    void change() {
      if (changeCount > 0 && length - changes[changeCount - 1] < SURROUNDINGS) {
        return;
      }
      if (changeCount == changes.length) {
        changes = Arrays.copyOf(changes, changeCount * 2);
      }
      changes[changeCount++] = length;
    }

    /// Only the surroundings of what differs from the source; the rest was seen there.
    Text changesAs(View view) {
      if (changeCount == 0) {
        return new Text(view, source.depth + 1, chars, 0, origins);
      }
      int kept = 0;
      int copied = 0;
      for (int i = 0; i < changeCount; i++) {
        int from = Math.max(copied, changes[i] - SURROUNDINGS);
        int to = Math.min(length, changes[i] + 2 * SURROUNDINGS);
        if (from > copied + 1 && kept > 0) {
          chars[kept] = '\n';
          chars[kept + 1] = '\n';
          kept += 2; // there is room, as more than two chars were left out
        }
        System.arraycopy(chars, from, chars, kept, Math.max(to - from, 0));
        System.arraycopy(origins, from, origins, kept, Math.max(to - from, 0));
        kept += Math.max(to - from, 0);
        copied = Math.max(copied, to);
      }
      return new Text(view, source.depth + 1, chars, kept, origins);
    }

    Text as(View view) {
      return new Text(view, source.depth + 1, chars, length, origins);
    }
  }
}
