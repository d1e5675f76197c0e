package dev.aether.llm.provider;

import dev.aether.llm.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.PriorityQueue;

/// Counts tokens as OpenAI's `cl100k_base` encoding does. It is within some percent of what newer
/// models and other vendors count.
///
/// A text falls into pieces ([Cl100kPieces]), and each piece into bytes, of which those two
/// neighbours are joined again and again that make the token of the lowest rank ([byte pair
/// encoding](https://github.com/openai/tiktoken)). The table is read on first use.
public final class Cl100kCounter implements TokenCounter {
  /// The table is large: the holder class puts its loading off to the first count.
  private static final class Table {
    static final Cl100kRanks RANKS = Cl100kRanks.load();
  }

  @Override
  public int count(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    boolean ascii = utf8.length == text.length(); // then a place in one is the place in the other
    int tokens = 0;
    for (int from = 0; from < text.length(); ) {
      int to = Cl100kPieces.end(text, from);
      if (ascii) {
        tokens += tokens(utf8, from, to);
      } else {
        byte[] piece = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
        tokens += tokens(piece, 0, piece.length);
      }
      from = to;
    }
    return tokens;
  }

  private static int tokens(byte[] text, int from, int to) {
    return to - from == 1 || Table.RANKS.rank(text, from, to) >= 0
        ? 1
        : new Joining(Arrays.copyOfRange(text, from, to)).tokens();
  }

  /// A piece on its way from bytes to tokens. Takes time in proportion to n log n: a piece may be
  /// as long as the whole text.
  private static final class Joining {
    private final byte[] piece;
    private final int[] next; // where the part that begins here ends
    private final int[] previous; // where the part before the one that begins here begins
    private final int[] ranks; // of the part that begins here and the next one, joined; -1 if none
    private final PriorityQueue<Long> pairs; // rank << 32 | place, some of them out of date

    Joining(byte[] piece) {
      this.piece = piece;
      this.next = new int[piece.length + 1];
      this.previous = new int[piece.length + 1];
      this.ranks = new int[piece.length];
      this.pairs = new PriorityQueue<>(piece.length);
      Arrays.setAll(next, place -> place + 1);
      Arrays.setAll(previous, place -> place - 1);
      for (int place = 0; place < piece.length; place++) {
        rank(place);
      }
    }

    private void rank(int place) {
      int middle = next[place];
      ranks[place] = middle < piece.length ? Table.RANKS.rank(piece, place, next[middle]) : -1;
      if (ranks[place] >= 0) {
        pairs.add((long) ranks[place] << 32 | place);
      }
    }

    int tokens() {
      int parts = piece.length;
      for (Long pair = pairs.poll(); pair != null; pair = pairs.poll()) {
        int place = (int) (long) pair;
        if (ranks[place] != (int) (pair >>> 32)) {
          continue; // one of the two has been joined to something else
        }
        int middle = next[place];
        next[place] = next[middle];
        previous[next[middle]] = place;
        ranks[middle] = -1;
        rank(place);
        if (place > 0) {
          rank(previous[place]);
        }
        parts--;
      }
      return parts;
    }
  }
}
