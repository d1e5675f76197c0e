package dev.aether.engine;

/// Which nodes may be answered from requests of the same meaning.
public enum SemanticMode {
  /// None.
  OFF,
  /// Those that say so: `cache.mode: semantic`.
  OPT_IN,
  /// All that do not say `exact` or `off`.
  ON
}
