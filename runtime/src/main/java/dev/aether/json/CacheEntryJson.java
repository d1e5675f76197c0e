package dev.aether.json;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.Match;

/// The remembered answer that a request was served, as it stands in results and events.
final class CacheEntryJson {
  private static final double DIGITS = 10_000;

  private CacheEntryJson() {}

  static Value of(Match match) {
    return new Members()
        .put("layer", Source.SEMANTIC_CACHE.word())
        .put("entry_id", match.entryId())
        .put("similarity", Math.round(match.similarity() * DIGITS) / DIGITS)
        .put("probability", Math.round(match.probability() * DIGITS) / DIGITS)
        .put("age_ms", match.age().toMillis())
        .end();
  }
}
