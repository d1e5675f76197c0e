package dev.aether.guard;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/// Opens the views of a text: each decoding that it gives cause for, and the decodings of those,
/// down to a small depth and within a budget of characters.
final class Decodings {
  private static final int DEEPEST = 4;
  private static final int SHORTEST = 6;

  private final Lexicon lexicon;
  private final Consumer<View> skipped;
  private long budget;

  /// @param budget how many characters may be decoded in all
  /// @param skipped is told of each view that did not fit
  Decodings(Lexicon lexicon, long budget, Consumer<View> skipped) {
    this.lexicon = lexicon;
    this.budget = budget;
    this.skipped = skipped;
  }

  /// Receives a text and its words.
  interface Reader {
    void read(Text text, Reading reading);

    /// Whether no further view is wanted.
    boolean saturated();
  }

  void open(Text text, Reader reader) {
    open(text, EnumSet.noneOf(View.class), reader);
  }

  /// @param tried decodings of the text that this one came from; what is left of them was seen
  ///   there
  private void open(Text text, Set<View> tried, Reader reader) {
    var reading = Reading.of(text, lexicon);
    reader.read(text, reading);
    if (reader.saturated()) {
      return;
    }
    Set<View> candidates = candidates(text, reading);
    candidates.removeAll(tried);
    for (View view : candidates) {
      if (reader.saturated()) {
        return;
      }
      if (text.length() > budget) {
        skipped.accept(view);
        continue;
      }
      Text decoded = decode(text, view);
      budget -= decoded.length();
      if (decoded.length() < SHORTEST || decoded.readsLike(text)) {
        continue; // there was nothing to decode after all
      }
      if (text.depth() == DEEPEST) {
        skipped.accept(view);
      } else {
        open(decoded, triedIn(view, candidates, tried), reader);
      }
    }
  }

  private static Set<View> candidates(Text text, Reading reading) {
    Set<View> candidates = Traits.of(text);
    if (reading.looksRotated()) {
      candidates.add(View.ROT13);
    }
    if (reading.looksReversed()) {
      candidates.add(View.REVERSED);
    }
    if (reading.looksLeet()) {
      candidates.add(View.LEET);
    }
    if (reading.looksRespaced()) {
      candidates.add(View.SPACED);
    }
    return candidates;
  }

  /// Decodings that keep the rest of the text would find again what their siblings find; those that
  /// take a stretch out of it start afresh. Encodings can be nested in themselves, rearrangements
  /// not.
  private static Set<View> triedIn(View view, Set<View> candidates, Set<View> before) {
    Set<View> tried = EnumSet.copyOf(before);
    switch (view) {
      case PLAIN, BASE64, HEX, BINARY, TAGS -> tried.clear();
      case PERCENT, ENTITIES, ESCAPES -> {
        tried.addAll(candidates);
        tried.retainAll(EnumSet.of(View.PERCENT, View.ENTITIES, View.ESCAPES, View.MARKUP));
        tried.remove(view);
      }
      case ROT13, REVERSED, CONCATENATED, MARKUP, LEET, SPACED -> {
        tried.addAll(candidates);
        tried.add(view);
        tried.add(View.SPACED);
        tried.add(View.LEET);
      }
    }
    return tried;
  }

  private static Text decode(Text text, View view) {
    return switch (view) {
      case PLAIN -> text;
      case BASE64 -> Encodings.base64(text);
      case HEX -> Encodings.hex(text);
      case BINARY -> Encodings.binary(text);
      case PERCENT -> Escapes.percent(text);
      case ENTITIES -> Escapes.entities(text);
      case ESCAPES -> Escapes.backslashes(text);
      case ROT13 -> Rearrangements.rotated(text);
      case REVERSED -> Rearrangements.reversed(text);
      case CONCATENATED -> Rearrangements.concatenated(text);
      case MARKUP -> Rearrangements.markup(text);
      case SPACED -> Segmenter.STANDARD.respaced(text);
      case LEET -> Rearrangements.leet(text);
      case TAGS -> Rearrangements.tags(text);
    };
  }
}
