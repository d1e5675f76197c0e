package dev.aether.cache.semantic;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counts what happens. Safe for threads.
final class Counters {
  private final LongAdder lookups = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder audits = new LongAdder();
  private final LongAdder wrongAudits = new LongAdder();
  private final LongAdder reports = new LongAdder();
  private final Map<VetoReason, LongAdder> vetoes = new EnumMap<>(VetoReason.class);

  Counters() {
    for (VetoReason reason : VetoReason.values()) {
      vetoes.put(reason, new LongAdder());
    }
  }

  void lookup() {
    lookups.increment();
  }

  void hit() {
    hits.increment();
  }

  void audited() {
    audits.increment();
  }

  void wrongAudit() {
    wrongAudits.increment();
  }

  void reported() {
    reports.increment();
  }

  void vetoed(VetoReason reason) {
    LongAdder counter = vetoes.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  SemanticStats stats(int entries, int namespaces, List<SemanticStats.Learning> learnings) {
    Map<VetoReason, Long> byReason = new EnumMap<>(VetoReason.class);
    vetoes.forEach((reason, count) -> byReason.put(reason, count.sum()));
    return new SemanticStats(
        lookups.sum(),
        hits.sum(),
        byReason,
        audits.sum(),
        wrongAudits.sum(),
        reports.sum(),
        entries,
        namespaces,
        learnings);
  }
}
