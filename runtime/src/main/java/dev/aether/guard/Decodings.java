package dev.aether.guard;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Opens the views of a text: each decoding that it gives cause for, and the decodings of those,
/// down to a small depth and within a budget of characters.
final class Decodings {
  private static final int DEEPEST = 4;
  private static final int SHORTEST = 6;
  private static final int BRIEF = 10_000;

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
      Set<View> triedThen = triedIn(view, candidates, tried, text.length() < BRIEF);
      for (Text decoded : decode(text, view)) {
        openDecoded(text, decoded, triedThen, reader);
      }
    }
  }

  private void openDecoded(Text text, Text decoded, Set<View> tried, Reader reader) {
    budget -= decoded.length();
    if (decoded.length() < SHORTEST || decoded.readsLike(text)) {
      return; // there was nothing to decode after all
    }
    if (text.depth() == DEEPEST) {
      skipped.accept(decoded.view());
    } else if (!reader.saturated()) {
      open(decoded, tried, reader);
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
  private static Set<View> triedIn(
      View view, Set<View> candidates, Set<View> before, boolean brief) {
    Set<View> tried = EnumSet.copyOf(before);
    switch (view) {
      case PLAIN, BASE64, HEX, BINARY, TAGS -> tried.clear();
      case PERCENT, ENTITIES, ESCAPES -> {
        tried.addAll(candidates);
        tried.retainAll(EnumSet.of(View.PERCENT, View.ENTITIES, View.ESCAPES, View.MARKUP));
        tried.remove(view);
      }
      case ROT13, REVERSED, CONCATENATED, MARKUP, SPACED -> {
        tried.addAll(candidates);
        tried.add(view);
        tried.add(View.SPACED);
        tried.add(View.LEET);
        if (brief && view != View.SPACED) {
          tried.remove(View.SPACED);
          tried.remove(View.LEET);
        }
      }
      case LEET -> { // symbols read as letters may be what runs words together
        tried.addAll(candidates);
        tried.add(view);
        tried.remove(View.SPACED);
      }
    }
    return tried;
  }

  private static List<Text> decode(Text text, View view) {
    return switch (view) {
      case PLAIN -> List.of(text);
      case BASE64 -> List.of(Encodings.base64(text));
      case HEX -> List.of(Encodings.hex(text));
      case BINARY -> List.of(Encodings.binary(text));
      case PERCENT -> List.of(Escapes.percent(text));
      case ENTITIES -> List.of(Escapes.entities(text));
      case ESCAPES -> List.of(Escapes.backslashes(text));
      case ROT13 -> List.of(Rearrangements.rotated(text));
      case REVERSED -> List.of(Rearrangements.reversed(text), Rearrangements.wordsReversed(text));
      case CONCATENATED -> List.of(Rearrangements.concatenated(text));
      case MARKUP -> List.of(Rearrangements.markup(text));
      case SPACED -> List.of(Respacing.of(text));
      case LEET -> List.of(Rearrangements.leet(text));
      case TAGS -> List.of(Rearrangements.tags(text));
    };
  }
}
