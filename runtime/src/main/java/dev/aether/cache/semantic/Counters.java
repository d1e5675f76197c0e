package dev.aether.cache.semantic;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// Counts what happens, for each owner by itself. Safe for threads.
final class Counters {
  private final ConcurrentMap<String, Tally> tallies = new ConcurrentHashMap<>();

  /// What happened to one owner's questions and entries.
  static final class Tally {
    final LongAdder lookups = new LongAdder();
    final LongAdder hits = new LongAdder();
    final LongAdder audits = new LongAdder();
    final LongAdder wrongAudits = new LongAdder();
    final LongAdder reports = new LongAdder();
    final LongAdder evictions = new LongAdder();
    private final Map<VetoReason, LongAdder> vetoes = new EnumMap<>(VetoReason.class);

    Tally() {
      for (VetoReason reason : VetoReason.values()) {
        vetoes.put(reason, new LongAdder());
      }
    }

    void vetoed(VetoReason reason) {
      LongAdder counter = vetoes.get(reason);
      if (counter != null) {
        counter.increment();
      }
    }

    long vetoes(VetoReason reason) {
      LongAdder counter = vetoes.get(reason);
      return counter == null ? 0 : counter.sum();
    }
  }

  /// The counts of one owner.
  Tally of(String owner) {
    Tally tally = tallies.get(owner);
    return tally != null ? tally : tallies.computeIfAbsent(owner, _ -> new Tally());
  }

  /// Starts these owners' counts anew.
  void clear(Predicate<String> owners) {
    tallies.keySet().removeIf(owners);
  }

  /// The numbers of all owners together.
  SemanticStats stats(Store.Held held, List<SemanticStats.Learning> learnings) {
    return stats(tallies.values(), held, learnings);
  }

  /// The numbers of one owner.
  SemanticStats stats(String owner, Store.Held held, List<SemanticStats.Learning> learnings) {
    return stats(List.of(of(owner)), held, learnings);
  }

  private static SemanticStats stats(
      Collection<Tally> counted, Store.Held held, List<SemanticStats.Learning> learnings) {
    Map<VetoReason, Long> byReason = new EnumMap<>(VetoReason.class);
    for (VetoReason reason : VetoReason.values()) {
      byReason.put(reason, sum(counted, tally -> tally.vetoes(reason)));
    }
    return new SemanticStats(
        sum(counted, tally -> tally.lookups.sum()),
        sum(counted, tally -> tally.hits.sum()),
        byReason,
        sum(counted, tally -> tally.audits.sum()),
        sum(counted, tally -> tally.wrongAudits.sum()),
        sum(counted, tally -> tally.reports.sum()),
        sum(counted, tally -> tally.evictions.sum()),
        held.entries(),
        held.bytes(),
        held.namespaces(),
        learnings);
  }

  private static long sum(Collection<Tally> counted, ToLongFunction<Tally> number) {
    return counted.stream().mapToLong(number).sum();
  }
}
