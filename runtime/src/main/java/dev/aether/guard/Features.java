package dev.aether.guard;

import dev.aether.guard.Wording.FeatureSink;

/// What [Wording] counts in a text: words, pairs of neighbouring words, word classes and pairs of
/// them, what a sentence, a line or a cell begins with, and the marks between words.
///
/// Orders begin with their verb, and prose has few marks between its words: the last two tell
/// orders from reports, and prose from code. What was counted a few words ago is not counted again,
/// so that listings, which repeat themselves, do not add up to much.
final class Features {
  private static final int CLASS_REACH = 8 * Reading.WORD;
  private static final int CLASS_PARTNERS = 3;
  private static final int AGAIN_AFTER = 16; // words
  private static final int SLOT_BITS = 10;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int WORD_BITS = Character.SIZE - (Wording.BITS - SLOT_BITS);
  private static final int WORD_MASK = (1 << WORD_BITS) - 1;

  private final Reading reading;
  private final FeatureSink sink;

  /// The last feature of each slot, 0 if there was none: the bits of its bucket that the slot does
  /// not tell, and its word, counted from 1 and after [#WORD_MASK] anew. Every scan makes one, so
  /// it is small; of features so many words ago hardly any is still there to be mistaken.
  private final char[] seen = new char[SLOTS];

  Features(Reading reading, FeatureSink sink) {
    this.reading = reading;
    this.sink = sink;
  }

  void list() {
    int hit = 0;
    int before = 0;
    int segment = 0;
    int start = 0;
    for (int word = 0; word < reading.words(); word++) {
      int hash = reading.hashOf(word);
      feature(word, hash);
      if (word > 0) {
        feature(word, before * 0x2F0B4C47 + hash);
      }
      while (segment < reading.segments() && reading.segmentStart(segment) <= word) {
        start = reading.segmentStart(segment++);
      }
      if (start == word) {
        feature(word, hash * 0x3C6EF372 + 0x1B873593);
      } else {
        gap(word);
      }
      before = hash;
      for (; hit < reading.hits() && reading.hitEnd(hit) <= word; hit++) {
        classes(hit, word, start);
      }
    }
  }

  /// The marks before a word, unless it is but a space.
  private void gap(int word) {
    char first = mark(reading.charAt(reading.endOf(word - 1)));
    char last = mark(reading.charAt(reading.startOf(word) - 1));
    if ((first != ' ' || last != ' ') && first < 0x80 && last < 0x80) {
      feature(word, 0x165667B1 + (first << 8 | last));
    }
  }

  /// Wide forms are the mark that they stand for, and a space may be written as a line.
  private static char mark(char c) {
    char narrow = Ascii.between(c, 0xFF01, 0xFF5E) ? (char) (c - 0xFEE0) : c;
    return narrow == '_' ? ' ' : narrow;
  }

  private void classes(int hit, int word, int start) {
    int mine = reading.primaryOf(hit);
    feature(word, 0x51ED270B + mine);
    if (reading.hitStart(hit) == start) {
      feature(word, 0x27D4EB2F + mine);
    }
    int end = Math.min(reading.hitEnd(hit), reading.words() - 1);
    for (int partner = 1; partner <= CLASS_PARTNERS && partner <= hit; partner++) {
      int other = hit - partner;
      if (reading.positionOf(end) - reading.positionOf(reading.hitEnd(other)) > CLASS_REACH) {
        return;
      }
      feature(word, 0x7A1C9E35 + (reading.primaryOf(other) << 8 | mine));
    }
  }

  private void feature(int word, int hash) {
    int bucket = Wording.bucket(hash);
    int slot = bucket & SLOTS - 1;
    int rest = bucket >>> SLOT_BITS << WORD_BITS;
    int at = word % WORD_MASK + 1;
    int last = seen[slot];
    if (last != 0 && (last & ~WORD_MASK) == rest && ago(last & WORD_MASK, at) < AGAIN_AFTER) {
      return;
    }
    seen[slot] = (char) (rest | at);
    sink.feature(word, bucket);
  }

  private static int ago(int then, int now) {
    return now >= then ? now - then : now - then + WORD_MASK;
  }
}
