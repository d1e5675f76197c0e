package dev.aether.execution;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The executions that can be asked for: all that run, and of those that have ended the newest.
///
/// Every execution comes and goes, and few are ever listed: so they are put in order, by their
/// names, which sort by the time at which they were made, when somebody lists them. Safe for use by
/// many threads.
///
/// A map under a lock, not a concurrent skip list: a node that leaves such a list still points to
/// its successor, so one dead node that a young collection has not seen keeps all that came after
/// it, and a server under load grows by gigabytes between two full collections.
public final class ExecutionShelf {
  private final int keep;
  private final Map<String, ExecutionRecord> records = new HashMap<>();
  private final ArrayDeque<String> ended = new ArrayDeque<>();

  /// What a list is narrowed to.
  ///
  /// @param before only executions that are older than the one of this name
  public record Filter(
      Optional<Phase> phase,
      Optional<String> flow,
      Optional<String> tag,
      Optional<Instant> createdAfter,
      Optional<String> before) {
    private boolean accepts(ExecutionRecord record) {
      return before.map(name -> record.id().compareTo(name) < 0).orElse(true)
          && phase.map(wanted -> wanted == record.phase()).orElse(true)
          && flow.map(name -> record.request().plan().dag().metadata().flowName())
              .map(actual -> actual.equals(flow))
              .orElse(true)
          && tag.map(wanted -> record.request().tags().contains(wanted)).orElse(true)
          && createdAfter.map(time -> record.createdAt().isAfter(time)).orElse(true);
    }
  }

  /// @param keep executions that have ended and are kept
  public ExecutionShelf(int keep) {
    this.keep = keep;
  }

  synchronized void add(ExecutionRecord record) {
    records.put(record.id(), record);
  }

  synchronized void remove(ExecutionRecord record) {
    records.remove(record.id(), record);
  }

  /// The execution has ended; it may make an older one leave.
  synchronized void ended(ExecutionRecord record) {
    ended.add(record.id());
    while (ended.size() > keep) {
      records.remove(ended.remove());
    }
  }

  /// A tenant's execution by its name.
  public synchronized Optional<ExecutionRecord> get(String tenant, String id) {
    return Optional.ofNullable(records.get(id)).filter(record -> isOf(tenant, record));
  }

  private static boolean isOf(String tenant, ExecutionRecord record) {
    return record.tenant().equals(tenant) && record.canBeTold();
  }

  /// A tenant's executions, newest first.
  public List<ExecutionRecord> list(String tenant, Filter filter, int most) {
    List<ExecutionRecord> all = all();
    all.sort(Comparator.comparing(ExecutionRecord::id).reversed());
    List<ExecutionRecord> found = new ArrayList<>();
    for (ExecutionRecord record : all) {
      if (found.size() == most) {
        break;
      }
      if (isOf(tenant, record) && filter.accepts(record)) {
        found.add(record);
      }
    }
    return found;
  }

  private synchronized List<ExecutionRecord> all() {
    return new ArrayList<>(records.values());
  }
}
