package dev.aether.llm.provider;

import com.knuddels.jtokkit.Encodings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The tokens of OpenAI's `cl100k_base` encoding, each a sequence of bytes, and their ranks.
///
/// Every start waits for this table, so it is read in one pass over the file that the library
/// ships, without an object for each of its 100,000 lines.
final class Cl100kRanks {
  private static final int SLOT_BITS = 18;
  private static final byte[] DIGITS = digits();

  private final byte[] bytes; // of all tokens, one after the other
  private final int[] starts; // where a token begins, by rank; the next one begins where it ends
  private final int[] slots = new int[1 << SLOT_BITS]; // rank + 1; 0 is empty

  private Cl100kRanks(byte[] file) {
    bytes = new byte[file.length];
    starts = new int[1 << (SLOT_BITS - 1)];
    int end = 0;
    int rank = 0;
    for (int at = 0; at < file.length; ) {
      int start = end;
      int bits = 0;
      int held = 0;
      int hash = 0;
      for (; file[at] != ' '; at++) {
        if (file[at] == '=') {
          continue;
        }
        bits = bits << 6 | DIGITS[file[at]];
        held += 6;
        if (held >= 8) {
          held -= 8;
          byte next = (byte) (bits >>> held);
          bytes[end++] = next;
          hash = hash * 31 + next;
        }
      }
      rank++;
      starts[rank] = end;
      int slot = slot(hash);
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = rank;
      if (end == start) {
        throw new IllegalStateException("a token without bytes: " + rank);
      }
      while (file[at] != '\n') { // the rank is the number of the line
        at++;
      }
      at++;
    }
  }

  static Cl100kRanks load() {
    try (InputStream in = Encodings.class.getResourceAsStream("cl100k_base.tiktoken")) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: cl100k_base.tiktoken");
      }
      return new Cl100kRanks(in.readAllBytes());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// The rank of the token that consists of the bytes from one place up to another.
  ///
  /// @return -1 if there is none
  int rank(byte[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + text[i];
    }
    for (int slot = slot(hash); slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
      int rank = slots[slot] - 1;
      if (same(rank, text, from, to)) {
        return rank;
      }
    }
    return -1;
  }

  private boolean same(int rank, byte[] text, int from, int to) {
    int start = starts[rank];
    if (starts[rank + 1] - start != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (bytes[start + i - from] != text[i]) {
        return false;
      }
    }
    return true;
  }

  private static int slot(int hash) {
    return (hash * 0x9E3779B9) >>> (32 - SLOT_BITS);
  }

  private static byte[] digits() {
    byte[] digits = new byte[128];
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      digits[alphabet.charAt(i)] = (byte) i;
    }
    return digits;
  }
}
