package dev.aether.guard;

/// The reading of a text in which something was found. Attacks are often encoded so that a model
/// can read them and a filter cannot, so a text is also looked at as it reads after decoding.
public enum View {
  /// The text itself, with look-alike, invisible and accented characters folded.
  PLAIN,
  /// Stretches that decode from base64.
  BASE64,
  /// Stretches that decode from hexadecimal digits, packed or separated.
  HEX,
  /// Stretches that decode from groups of eight binary digits.
  BINARY,
  /// The text with percent escapes resolved.
  PERCENT,
  /// The text with HTML character references resolved.
  ENTITIES,
  /// The text with backslash escapes resolved.
  ESCAPES,
  /// The text with Latin letters moved on by thirteen places.
  ROT13,
  /// The text read from its end, or with each word read from its end.
  REVERSED,
  /// The text with string literals joined at their plus signs.
  CONCATENATED,
  /// What stands inside HTML comments, and the text without its tags.
  MARKUP,
  /// Single letters set apart, put together to words again.
  SPACED,
  /// Symbols used as letters, read as those letters.
  LEET,
  /// Unicode tag characters, which are invisible, as the ASCII characters they stand for.
  TAGS
}
