package dev.aether.guard;

import java.util.Arrays;

/// A text as words and lexicon hits, made in one pass: all that rules and the statistical model
/// see.
final class Reading implements Tokens.Sink {
  /// Distances between words are counted in these units, so that a character of a script without
  /// spaces can be half a word.
  static final int WORD = 2;

  private static final int SENTENCE = 3 * WORD;
  private static final int FEWEST_IN_SEGMENT = 3;
  private static final int SINGLE_LETTERS = 5;
  private static final int LONG = 12; // letters
  private static final int NUMBER_HASH = 0x5EED;
  private static final int LONG_HASH = 0x10C6;

  private final Text text;
  private final Lexicon lexicon;
  private final Automaton automaton;
  private int state;
  private int position;
  private boolean spaced = false;
  private int singles;
  private int rotated;
  private int reversed;
  private int longWords;
  private int leet;

  private int words;
  private int[] hashes;
  private int[] starts;
  private int[] ends;
  private int[] positions;

  private int hits;
  private int[] hitStarts = new int[32];
  private int[] hitEnds = new int[32];
  private int[] hitPhrases = new int[32];

  private int segments;
  private int[] segmentStarts = new int[32];

  private int edges;
  private int[] edgeWords = new int[32];

  private final int[] marks;
  private int nextMark;

  private Reading(Text text, Lexicon lexicon, int[] marks) {
    this.text = text;
    this.lexicon = lexicon;
    this.marks = marks;
    this.automaton = lexicon.automaton();
    int capacity = text.length() / 4 + 16;
    hashes = new int[capacity];
    starts = new int[capacity];
    ends = new int[capacity];
    positions = new int[capacity];
  }

  static Reading of(Text text, Lexicon lexicon) {
    var reading = new Reading(text, lexicon, Markup.ends(text));
    reading.state = reading.automaton.step(Automaton.ROOT, ' ');
    new Tokens(Folding.STANDARD, reading).split(text.chars(), text.length());
    return reading;
  }

  @Override
  public void word(char[] word, int length, int start, int end, boolean leetWord) {
    while (nextMark < marks.length && marks[nextMark] <= start) {
      nextMark++;
      addHit(lexicon.markup(), words, words);
    }
    position += WORD;
    int hash = 0x811C9DC5;
    boolean number = true;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ word[i]) * 0x01000193;
      number &= word[i] <= '9';
    }
    leet += leetWord ? 1 : 0;
    boolean overlong = length == Tokens.LONGEST;
    push(overlong ? LONG_HASH : number ? NUMBER_HASH : hash, start, end);
    longWords += length >= LONG && !number && !leetWord ? 1 : 0;
    if (spaced) {
      step(' ');
      spaced = false;
    }
    if (!overlong && !number) {
      // phrases begin with a space or an ideograph: once none is under way, letters start none
      for (int i = 0; i < length && state != Automaton.ROOT; i++) {
        step(word[i]);
      }
    }
    step(' ');
    singles = length == 1 && !number ? singles + 1 : singles >= SINGLE_LETTERS ? singles : 0;
  }

  @Override
  public void ideograph(char c, int at) {
    position += WORD / 2;
    push(c * 0x01000193, at, at + 1);
    step(c);
    spaced = true;
  }

  @Override
  public void stop() {
    position += SENTENCE;
    seam(true);
    edge();
  }

  @Override
  public void edge() {
    if (segments > 0 && words - segmentStarts[segments - 1] < FEWEST_IN_SEGMENT) {
      segmentStarts[segments - 1] = words; // a cell so short is no part of the next one
    }
    if (edges > 0 && edgeWords[edges - 1] == words) {
      return;
    }
    if (edges == edgeWords.length) {
      edgeWords = Arrays.copyOf(edgeWords, edges * 2);
    }
    edgeWords[edges++] = words;
  }

  @Override
  public void seam(boolean line) {
    int length = words - (segments == 0 ? 0 : segmentStarts[segments - 1]);
    if (length < (line ? 1 : FEWEST_IN_SEGMENT)) {
      return;
    }
    if (segments == segmentStarts.length) {
      segmentStarts = Arrays.copyOf(segmentStarts, segments * 2);
    }
    segmentStarts[segments++] = words;
  }

  private void push(int hash, int start, int end) {
    if (words == hashes.length) {
      int capacity = words * 2;
      hashes = Arrays.copyOf(hashes, capacity);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
      positions = Arrays.copyOf(positions, capacity);
    }
    hashes[words] = hash;
    starts[words] = start;
    ends[words] = end;
    positions[words++] = position;
  }

  private void step(char c) {
    state = automaton.step(state, c);
    int match = automaton.firstMatch(state);
    while (match != Automaton.ROOT) {
      hit(automaton.phraseAt(match));
      match = automaton.nextMatch(match);
    }
  }

  private void hit(int phrase) {
    rotated += lexicon.rotated(phrase);
    reversed += lexicon.reversed(phrase);
    long classes = lexicon.classesOf(phrase);
    int start = words - lexicon.wordsOf(phrase);
    if (classes != 0 && !known(classes, start)) {
      addHit(phrase, start, words - 1);
    }
  }

  /// Whether the same words were hit for the same classes already, as a stem or in another
  /// language.
  private boolean known(long classes, int start) {
    for (int hit = hits - 1; hit >= 0 && hitEnds[hit] == words - 1; hit--) {
      if (hitStarts[hit] == start && (classes & ~lexicon.classesOf(hitPhrases[hit])) == 0) {
        return true;
      }
    }
    return false;
  }

  private void addHit(int phrase, int start, int end) {
    if (hits == hitStarts.length) {
      hitStarts = Arrays.copyOf(hitStarts, hits * 2);
      hitEnds = Arrays.copyOf(hitEnds, hits * 2);
      hitPhrases = Arrays.copyOf(hitPhrases, hits * 2);
    }
    hitStarts[hits] = start;
    hitEnds[hits] = end;
    hitPhrases[hits++] = phrase;
  }

  int words() {
    return words;
  }

  /// How many places there are where a sentence, a line, a cell or a quotation may begin, other
  /// than the first word.
  int segments() {
    return segments;
  }

  /// The first word of a segment, which may be the one after the last.
  int segmentStart(int segment) {
    return segmentStarts[segment];
  }

  /// The nearest word from here back with which something new begins: a sentence, a cell, a
  /// statement, an item of a list.
  int edgeBefore(int word) {
    int at = Arrays.binarySearch(edgeWords, 0, edges, word);
    int edge = at >= 0 ? at : -at - 2;
    return edge < 0 ? 0 : edgeWords[edge];
  }

  char charAt(int index) {
    return text.at(index);
  }

  int hashOf(int word) {
    return hashes[word];
  }

  /// Where the word begins in the text that was read.
  int startOf(int word) {
    return starts[word];
  }

  /// The first char after the word in the text that was read.
  int endOf(int word) {
    return ends[word];
  }

  /// Where the word stands, in units of which a word has [#WORD]; sentence ends take room too.
  int positionOf(int word) {
    return positions[word];
  }

  int hits() {
    return hits;
  }

  /// The index of the first word of a hit.
  int hitStart(int hit) {
    return hitStarts[hit];
  }

  /// The index of the last word of a hit; hits are sorted by it.
  int hitEnd(int hit) {
    return hitEnds[hit];
  }

  long classesOf(int hit) {
    return lexicon.classesOf(hitPhrases[hit]);
  }

  int primaryOf(int hit) {
    return lexicon.primaryOf(hitPhrases[hit]);
  }

  /// Whether a telling word, or two frequent ones, appear rotated by thirteen places.
  boolean looksRotated() {
    return rotated >= 2;
  }

  /// Whether a telling word, or two frequent ones, appear reversed.
  boolean looksReversed() {
    return reversed >= 2;
  }

  /// Whether many words have digits for letters.
  boolean looksLeet() {
    return leet >= 2 && leet * 4 >= words;
  }

  /// Whether letters stand by themselves, or words seem to have been run together.
  boolean looksRespaced() {
    return singles >= SINGLE_LETTERS || longWords > 0;
  }
}
