package dev.aether.guard;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Finds all words and phrases of a lexicon in one pass over a text, however many there are (Aho
/// and Corasick, "Efficient string matching", 1975).
///
/// A missing edge falls back to the longest suffix that is also a prefix of some phrase. Each
/// character costs at most two steps on average, whatever the text. What a step costs is the wait
/// for memory, so states are numbered by their depth: those that most texts stay in lie together.
/// Small letters and spaces, which most texts consist of, lead from a state to states that follow
/// one another, and a mask tells which of them there are; other edges live in one open-addressed
/// table keyed by state and character.
final class Automaton {
  static final int ROOT = 0;

  private static final int MATCHES = 1 << 31; // in a mask: a phrase ends here

  private final long[] nodes; // for each state, the first state by a small letter, then the mask
  private final long[] edges; // (state << 16 | char) << 24 | target; 0 is empty
  private final int mask;
  private final int[] fromRoot;
  private final int[] fail;
  private final int[] output; // phrase that ends here, or -1
  private final int[] nextOutput; // nearest suffix state with an output, or ROOT

  private Automaton(Edge[] tree, int[] output) {
    int states = tree.length;
    this.output = output;
    this.fromRoot = new int[1 << 16];
    this.nodes = new long[states];
    this.edges = new long[Integer.highestOneBit(Math.max(states, 8)) << 1];
    this.mask = edges.length - 1;
    this.fail = new int[states];
    this.nextOutput = new int[states];
    for (int state = 1; state < states; state++) {
      Edge edge = tree[state];
      if (edge.from == ROOT) {
        fromRoot[edge.c] = state;
      }
      if (edge.code() < 0) {
        insert(edges, edge.from, edge.c, state);
      } else {
        long first = nodes[edge.from] == 0 ? (long) state << 32 : 0;
        nodes[edge.from] |= first | 1L << edge.code();
      }
    }
    for (int state = 1; state < states; state++) { // shorter suffixes come first
      Edge edge = tree[state];
      fail[state] = edge.from == ROOT ? ROOT : step(fail[edge.from], edge.c);
      nextOutput[state] = output[fail[state]] >= 0 ? fail[state] : nextOutput[fail[state]];
    }
    for (int state = 1; state < states; state++) {
      boolean matches = output[state] >= 0 || nextOutput[state] != ROOT;
      nodes[state] |= matches ? MATCHES & 0xFFFFFFFFL : 0;
    }
  }

  private Automaton(ByteBuffer table) {
    nodes = Prebuilt.longs(table);
    edges = Prebuilt.longs(table);
    mask = edges.length - 1;
    fromRoot = Prebuilt.ints(table);
    fail = Prebuilt.ints(table);
    output = Prebuilt.ints(table);
    nextOutput = Prebuilt.ints(table);
  }

  /// What [#write] wrote.
  static Automaton read(ByteBuffer table) {
    return new Automaton(table);
  }

  void write(DataOutputStream out) throws IOException {
    Prebuilt.write(nodes, out);
    Prebuilt.write(edges, out);
    Prebuilt.write(fromRoot, out);
    Prebuilt.write(fail, out);
    Prebuilt.write(output, out);
    Prebuilt.write(nextOutput, out);
  }

  /// The edge that leads to a state of the tree of all phrases.
  private record Edge(int from, char c, int to) {
    int code() {
      return Automaton.code(c);
    }
  }

  /// @param phrases their index is what [#phraseAt] reports; none may be empty or occur twice
  static Automaton of(List<String> phrases) {
    int states = 1 + phrases.stream().mapToInt(String::length).sum();
    long[] edges = new long[Integer.highestOneBit(Math.max(states, 8)) << 2];
    int[] output = new int[states];
    Arrays.fill(output, -1);
    List<List<Edge>> children = new ArrayList<>(List.of(new ArrayList<>()));
    for (int i = 0; i < phrases.size(); i++) {
      int state = ROOT;
      for (char c : phrases.get(i).toCharArray()) {
        int next = lookUp(edges, state, c);
        if (next < 0) {
          next = children.size();
          insert(edges, state, c, next);
          children.get(state).add(new Edge(state, c, next));
          children.add(new ArrayList<>(1));
        }
        state = next;
      }
      if (output[state] >= 0) {
        throw new IllegalArgumentException("twice in the lexicon: " + phrases.get(i));
      }
      output[state] = i;
    }
    return numbered(children, output);
  }

  /// Numbers the states by depth, those that small letters lead to in the order of the letters.
  private static Automaton numbered(List<List<Edge>> children, int[] output) {
    Edge[] tree = new Edge[children.size()];
    int[] outputs = new int[tree.length];
    int[] before = new int[tree.length]; // the number that a state had
    outputs[ROOT] = -1;
    int used = 1;
    for (int state = ROOT; state < tree.length; state++) {
      List<Edge> next = children.get(before[state]);
      next.sort(Comparator.comparingInt(Edge::code));
      for (Edge edge : next) {
        before[used] = edge.to;
        outputs[used] = output[edge.to];
        tree[used] = new Edge(state, edge.c, used);
        used++;
      }
    }
    return new Automaton(tree, outputs);
  }

  /// The bit of a small letter or a space in a mask; -1 for other characters.
  private static int code(char c) {
    return c == ' ' ? 0 : Ascii.isSmall(c) ? c - 'a' + 1 : -1;
  }

  int step(int state, char c) {
    int code = code(c);
    int at = state;
    while (at != ROOT) {
      int next = code < 0 ? lookUp(edges, mask, at, c) : lookUp(nodes[at], code);
      if (next >= 0) {
        return next;
      }
      at = fail[at];
    }
    return fromRoot[c];
  }

  /// The state that a character leads to without falling back, or -1.
  int child(int state, char c) {
    if (state == ROOT) {
      return fromRoot[c] == ROOT ? -1 : fromRoot[c];
    }
    int code = code(c);
    return code < 0 ? lookUp(edges, mask, state, c) : lookUp(nodes[state], code);
  }

  private static int lookUp(long node, int code) {
    int bit = 1 << code;
    boolean there = ((int) node & bit) != 0;
    return there ? (int) (node >>> 32) + Integer.bitCount((int) node & (bit - 1)) : -1;
  }

  /// How many phrases there are.
  int phrases() {
    return Arrays.stream(output).max().orElse(-1) + 1;
  }

  /// Whether some phrase begins with a character.
  boolean begins(char c) {
    return fromRoot[c] != ROOT;
  }

  /// The first state, from this one along its suffixes, at which a phrase ends; [#ROOT] if none.
  int firstMatch(int state) {
    if (((int) nodes[state] & MATCHES) == 0) {
      return ROOT;
    }
    return output[state] >= 0 ? state : nextOutput[state];
  }

  /// The next shorter phrase that ends at the same place; [#ROOT] if none.
  int nextMatch(int state) {
    return nextOutput[state];
  }

  /// The index of the phrase that ends at a state given by [#firstMatch] or [#nextMatch]; -1 if
  /// none ends at it.
  int phraseAt(int state) {
    return output[state];
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
