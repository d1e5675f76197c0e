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
  private static final int REMEMBERED = 1 << 10;

  private final Reading reading;
  private final FeatureSink sink;
  private final int[] seen = new int[REMEMBERED]; // bucket + 1
  private final int[] seenAt = new int[REMEMBERED]; // word

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
    int slot = bucket & REMEMBERED - 1;
    if (seen[slot] == bucket + 1 && word - seenAt[slot] < AGAIN_AFTER) {
      return;
    }
    seen[slot] = bucket + 1;
    seenAt[slot] = word;
    sink.feature(word, bucket);
  }
}
