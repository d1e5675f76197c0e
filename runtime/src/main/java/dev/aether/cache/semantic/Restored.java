package dev.aether.cache.semantic;

/// How reading a snapshot ended.
public enum Restored {
  /// Its entries that have not expired are back.
  ALL,
  /// Nothing was read: another embedder made it, so its vectors mean nothing here.
  OTHER_EMBEDDER,
  /// Nothing was read: it is damaged, or of another format.
  UNREADABLE
}
