package dev.aether.cache;

import dev.aether.llm.PrefixLog;
import dev.aether.llm.PrefixMemory;

/// Level 3 as its operator sees it. The entries themselves are at the providers; what is kept here
/// is which beginnings of prompts were sent lately.
///
/// A hit is a call with a mark of which the provider had some of the prompt, a miss one of which it
/// had nothing, such as the first over each prefix. The tokens saved are those that were read; they
/// are not free, but cost a fraction.
public final class PrefixLayer implements CacheLayer, PrefixLog {
  private final PrefixMemory memory;
  private final TenantCounts counts = new TenantCounts();

  /// @param memory of what was sent
  public PrefixLayer(PrefixMemory memory) {
    this.memory = memory;
  }

  @Override
  public void asked(String tenant, int readTokens) {
    if (readTokens > 0) {
      counts.hit(tenant, readTokens);
    } else {
      counts.miss(tenant);
    }
  }

  @Override
  public String name() {
    return "prefix";
  }

  @Override
  public CacheStats stats() {
    return counts.stats().plus(remembered(memory.size()));
  }

  @Override
  public CacheStats stats(String tenant) {
    return counts.stats(tenant).plus(remembered(memory.size(tenant)));
  }

  private static CacheStats remembered(long prefixes) {
    return new CacheStats(prefixes, 0, 0, 0, 0, 0);
  }

  @Override
  public boolean answers() {
    return false;
  }

  @Override
  public long clear() {
    counts.clear();
    memory.forget();
    return 0; // the answers are not here
  }

  @Override
  public long clear(String tenant) {
    counts.clear(tenant);
    memory.forget(tenant);
    return 0;
  }
}
