package dev.aether.cache.semantic;

/// How much may be remembered.
///
/// @param entries questions in all; the ones of least use are dropped beyond that
/// @param bytes estimated memory of all entries with their answers, likewise
/// @param learnings names under which is learnt, see [Namespace#learning()]; each keeps up to 4,000
///   labels (half a megabyte), and the one not used for longest starts again from the prior
/// @param tokens of one text; longer ones are not looked up
public record Limits(int entries, long bytes, int learnings, int tokens) {
  /// 100,000 entries in 256 MiB, 64 learnings, 256 tokens.
  public static final Limits DEFAULT = new Limits(100_000, 256L << 20, 64, 256);

  /// Refuses limits below 1.
  public Limits {
    if (entries < 1 || bytes < 1 || learnings < 1 || tokens < 1) {
      throw new IllegalArgumentException(
          "entries=%d bytes=%d learnings=%d tokens=%d"
              .formatted(entries, bytes, learnings, tokens));
    }
  }
}
