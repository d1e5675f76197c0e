package dev.aether.cache.semantic;

/// Why a remembered question cannot be taken for the one that is asked, however alike their
/// vectors.
public enum VetoReason {
  /// Other numbers, in digits or in words: 2 weeks, three weeks.
  NUMBER,
  /// The same numbers of something else: 5 km, 5 miles.
  UNIT,
  /// One is negated, the other is not, and they speak of the same things.
  NEGATION,
  /// A word in one, its opposite in the other: buy, sell; install, uninstall.
  OPPOSITE,
  /// The same words in exchanged places: London to Paris, Paris to London.
  ORDER,
  /// A quotation that the other lacks.
  QUOTATION,
  /// A URL or mail address that the other lacks.
  LINK,
  /// A word with a digit or underscore inside that the other lacks: python3, max_size.
  IDENTIFIER,
  /// A name in each that the other lacks.
  NAME,
  /// Two things of one kind: France and Spain, March and May, Java and Python.
  KIND,
  /// Something else is asked of the same: when, where; how many, how long.
  QUESTION
}
