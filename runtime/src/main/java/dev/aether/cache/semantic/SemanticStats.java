package dev.aether.cache.semantic;

import java.util.List;
import java.util.Map;

/// The memory's numbers at one moment, for metrics. Counts begin when the process does.
///
/// @param lookups questions asked, those that were unfit included
/// @param hits answers served
/// @param vetoes lookups whose candidates were all refused, by the nearest one's reason
/// @param audits hits that were checked with the provider
/// @param wrongAudits of these, the wrong ones
/// @param reports hits that were reported as wrong
/// @param evictions entries that were dropped to keep a limit
/// @param entries questions remembered now
/// @param bytes estimated memory of these with their answers
/// @param namespaces that have entries now
/// @param learnings what has been learnt, for each name and budget
public record SemanticStats(
    long lookups,
    long hits,
    Map<VetoReason, Long> vetoes,
    long audits,
    long wrongAudits,
    long reports,
    long evictions,
    int entries,
    long bytes,
    int namespaces,
    List<Learning> learnings) {

  /// Copies.
  public SemanticStats {
    vetoes = Map.copyOf(vetoes);
    learnings = List.copyOf(learnings);
  }

  /// What has been learnt under one name for one budget.
  ///
  /// @param name see [Namespace#learning()]
  /// @param maxErrorRate the budget
  /// @param requests that were decided
  /// @param hits of these
  /// @param audits with a clear verdict
  /// @param wrongAudits of these
  /// @param estimatedError wrong hits per request that are expected now, corrected by the audits
  /// @param lambda the probability from which on an answer is served; above 1: none is
  public record Learning(
      String name,
      double maxErrorRate,
      long requests,
      long hits,
      long audits,
      long wrongAudits,
      double estimatedError,
      double lambda) {}
}
