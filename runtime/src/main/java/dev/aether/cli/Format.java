package dev.aether.cli;

/// How output is written.
enum Format {
  /// The server's own words.
  JSON,
  /// Aligned columns, for people.
  TABLE
}
