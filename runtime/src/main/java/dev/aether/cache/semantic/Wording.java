package dev.aether.cache.semantic;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// How a text is worded: what the vetoes and the lexical evidence compare.
///
/// Immutable, cheap to make again (some 10 µs for a question), so it is not kept with an entry.
///
/// @param words in their order; numbers and identifiers are words too
/// @param quantities numbers with their units, in ascending order of their text
/// @param quotations texts between quotation marks, in lower case, words joined by single blanks
/// @param links URLs and mail addresses, in lower case
/// @param identifiers words with a digit or an underscore inside, in lower case
/// @param things kind to the names of that kind in the text, such as country to {france}
/// @param negated whether an odd number of negations is in the text
/// @param question what is asked for: `how`, `how many`, `when`, …, `whether`, or "" if nothing
record Wording(
    List<Word> words,
    List<Quantity> quantities,
    Set<String> quotations,
    Set<String> links,
    Set<String> identifiers,
    Map<String, Set<String>> things,
    boolean negated,
    String question) {

  /// One word.
  ///
  /// @param text in lower case
  /// @param canonical the form under which it is compared
  /// @param content whether it carries subject matter rather than grammar
  /// @param name whether its capital letter says that it is a name
  record Word(String text, String canonical, boolean content, boolean name) {}

  /// A number.
  ///
  /// @param value `7`, `0.5`, `7th`, `12:30`
  /// @param unit the first word of the unit's line in the list, or "" if it has none
  record Quantity(String value, String unit) implements Comparable<Quantity> {
    /// Whether it says which one rather than how many.
    boolean isOrdinal() {
      return value.endsWith("th");
    }

    @Override
    public int compareTo(Quantity other) {
      int byValue = value.compareTo(other.value);
      return byValue != 0 ? byValue : unit.compareTo(other.unit);
    }
  }

  Wording {
    words = List.copyOf(words);
    quantities = quantities.stream().sorted().toList();
    quotations = Set.copyOf(quotations);
    links = Set.copyOf(links);
    identifiers = Set.copyOf(identifiers);
    things = Map.copyOf(things);
  }

  /// Reads a text.
  static Wording of(String text) {
    return new WordingReader(Lexicon.english(), text).read();
  }

  /// The canonical content words, in the order of their first use.
  Set<String> content() {
    return words.stream()
        .filter(Word::content)
        .map(Word::canonical)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// The canonical forms of all words.
  Set<String> vocabulary() {
    return words.stream().map(Word::canonical).collect(Collectors.toSet());
  }

  /// The canonical forms of the words that are names here but no words at all in the other text.
  Set<String> namesNotIn(Wording other) {
    Set<String> known = new HashSet<>(other.vocabulary());
    other.words.forEach(word -> known.add(word.text()));
    String joined = other.words.stream().map(Word::text).collect(Collectors.joining());
    return words.stream()
        .filter(word -> word.name() && !known.contains(word.canonical()))
        .filter(word -> !known.contains(word.text()) && !joined.contains(word.text()))
        .map(Word::canonical)
        .collect(Collectors.toSet());
  }

  /// The words of the whole text, joined by single blanks.
  String plain() {
    return words.stream().map(Word::text).collect(Collectors.joining(" "));
  }
}
