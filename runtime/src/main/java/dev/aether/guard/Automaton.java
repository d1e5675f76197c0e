package dev.aether.guard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds all words and phrases of a lexicon in one pass over a text, however many there are (Aho
/// and Corasick, "Efficient string matching", 1975).
///
/// Edges live in one open-addressed table keyed by state and character; a missing edge falls back
/// to the longest suffix that is also a prefix of some phrase. Each character costs at most two
/// steps on average, whatever the text.
final class Automaton {
  static final int ROOT = 0;

  private final long[] edges; // (state << 16 | char) << 24 | target; 0 is empty
  private final int mask;
  private final int[] fromRoot = new int[1 << 16];
  private final int[] fail;
  private final int[] output; // phrase that ends here, or -1
  private final int[] nextOutput; // nearest suffix state with an output, or ROOT
  private final int[] firstOutput; // the state itself if it has an output, else nextOutput

  private Automaton(long[] edges, int[] fail, int[] output, int[] nextOutput) {
    this.edges = edges;
    this.mask = edges.length - 1;
    this.fail = fail;
    this.output = output;
    this.nextOutput = nextOutput;
    this.firstOutput = nextOutput.clone();
    for (int state = 0; state < output.length; state++) {
      firstOutput[state] = output[state] >= 0 ? state : nextOutput[state];
    }
    for (int c = 0; c < fromRoot.length; c++) {
      fromRoot[c] = target(ROOT, (char) c);
    }
  }

  /// @param phrases their index is what [#phraseAt] reports; none may be empty or occur twice
  static Automaton of(List<String> phrases) {
    int states = 1 + phrases.stream().mapToInt(String::length).sum();
    int capacity = Integer.highestOneBit(Math.max(states, 8)) << 2;
    long[] edges = new long[capacity];
    int[] fail = new int[states];
    int[] output = new int[states];
    Arrays.fill(output, -1);
    List<int[]> tree = new ArrayList<>(); // {from, char, to}
    int used = 1;
    for (int i = 0; i < phrases.size(); i++) {
      int state = ROOT;
      for (char c : phrases.get(i).toCharArray()) {
        int next = lookUp(edges, state, c);
        if (next < 0) {
          next = used++;
          insert(edges, state, c, next);
          tree.add(new int[] {state, c, next});
        }
        state = next;
      }
      if (output[state] >= 0) {
        throw new IllegalArgumentException("twice in the lexicon: " + phrases.get(i));
      }
      output[state] = i;
    }
    int[] nextOutput = new int[used];
    link(edges, tree, used, fail, output, nextOutput);
    long[] compact = new long[Integer.highestOneBit(Math.max(used, 8)) << 1];
    tree.forEach(edge -> insert(compact, edge[0], (char) edge[1], edge[2]));
    return new Automaton(
        compact, Arrays.copyOf(fail, used), Arrays.copyOf(output, used), nextOutput);
  }

  private static void link(
      long[] edges, List<int[]> tree, int states, int[] fail, int[] output, int[] nextOutput) {
    List<List<int[]>> children = new ArrayList<>();
    for (int i = 0; i < states; i++) {
      children.add(new ArrayList<>(1));
    }
    tree.forEach(edge -> children.get(edge[0]).add(edge));
    var queue = new ArrayDeque<Integer>(List.of(ROOT));
    while (!queue.isEmpty()) {
      int state = queue.remove();
      for (int[] edge : children.get(state)) {
        char c = (char) edge[1];
        int child = edge[2];
        int suffix = ROOT;
        if (state != ROOT) {
          suffix = fail[state];
          while (suffix != ROOT && lookUp(edges, suffix, c) < 0) {
            suffix = fail[suffix];
          }
          suffix = Math.max(lookUp(edges, suffix, c), ROOT);
        }
        fail[child] = suffix;
        nextOutput[child] = output[suffix] >= 0 ? suffix : nextOutput[suffix];
        queue.add(child);
      }
    }
  }

  int step(int state, char c) {
    int at = state;
    while (at != ROOT) {
      int next = lookUp(edges, mask, at, c);
      if (next >= 0) {
        return next;
      }
      at = fail[at];
    }
    return fromRoot[c];
  }

  /// The first state, from this one along its suffixes, at which a phrase ends; [#ROOT] if none.
  int firstMatch(int state) {
    return firstOutput[state];
  }

  /// The next shorter phrase that ends at the same place; [#ROOT] if none.
  int nextMatch(int state) {
    return nextOutput[state];
  }

  /// The index of the phrase that ends at a state given by [#firstMatch] or [#nextMatch].
  int phraseAt(int state) {
    return output[state];
  }

  private int target(int state, char c) {
    return Math.max(lookUp(edges, mask, state, c), ROOT);
  }

  private static int lookUp(long[] edges, int state, char c) {
    return lookUp(edges, edges.length - 1, state, c);
  }

  private static int lookUp(long[] edges, int mask, int state, char c) {
    long key = ((long) state << 16 | c) + 1;
    int slot = slot(key) & mask;
    while (true) {
      long edge = edges[slot];
      if (edge == 0) {
        return -1;
      }
      if (edge >>> 24 == key) {
        return (int) edge & 0xFFFFFF;
      }
      slot = (slot + 1) & mask;
    }
  }

  private static void insert(long[] edges, int state, char c, int target) {
    long key = ((long) state << 16 | c) + 1;
    int slot = slot(key) & (edges.length - 1);
    while (edges[slot] != 0) {
      slot = (slot + 1) & (edges.length - 1);
    }
    edges[slot] = key << 24 | target;
  }

  private static int slot(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 40);
  }
}
