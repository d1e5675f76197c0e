package dev.aether.cache;

import dev.aether.cache.semantic.SemanticStats;
import dev.aether.cache.semantic.SemanticStats.Learning;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.llm.Cost;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// What there is to know of the semantic cache besides what every cache counts.
///
/// @param lookups questions asked, those that were unfit for it included
/// @param vetoes lookups whose candidates were all refused, by the nearest one's reason
/// @param audits hits that were checked with the provider
/// @param wrongAudits of these, the wrong ones
/// @param droppedAudits checks that found no place
/// @param auditTokens that the checks took
/// @param auditCost of these; empty if there is no price
/// @param reports hits that were reported as wrong
/// @param estimatedError wrong hits per request that are expected now, over all that is learnt
/// @param lambda the probability from which on an answer is served, likewise
/// @param learnings the same for each template and budget
public record SemanticFigures(
    long lookups,
    Map<String, Long> vetoes,
    long audits,
    long wrongAudits,
    long droppedAudits,
    long auditTokens,
    Optional<Cost> auditCost,
    long reports,
    double estimatedError,
    double lambda,
    List<Learnt> learnings) {
  /// Copies.
  public SemanticFigures {
    vetoes = Map.copyOf(vetoes);
    learnings = List.copyOf(learnings);
  }

  /// What was learnt for one template and budget.
  ///
  /// @param maxErrorRate the budget
  public record Learnt(
      double maxErrorRate,
      long requests,
      long hits,
      long audits,
      long wrongAudits,
      double estimatedError,
      double lambda) {}

  static SemanticFigures of(SemanticStats stats, Audits.Account account) {
    Map<String, Long> vetoes =
        stats.vetoes().entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().name().toLowerCase(Locale.ROOT), Map.Entry::getValue));
    return new SemanticFigures(
        stats.lookups(),
        vetoes,
        stats.audits(),
        stats.wrongAudits(),
        account.dropped(),
        account.tokens(),
        account.cost(),
        stats.reports(),
        mean(stats.learnings(), Learning::estimatedError),
        mean(stats.learnings(), Learning::lambda),
        stats.learnings().stream()
            .map(one ->
                new Learnt(
                    one.maxErrorRate(),
                    one.requests(),
                    one.hits(),
                    one.audits(),
                    one.wrongAudits(),
                    one.estimatedError(),
                    one.lambda()))
            .toList());
  }

  /// Each weighs as much as it has had requests.
  private static double mean(List<Learning> learnings, ToDoubleFunction<Learning> number) {
    long requests = learnings.stream().mapToLong(Learning::requests).sum();
    return requests == 0
        ? 0
        : learnings.stream().mapToDouble(one -> one.requests() * number.applyAsDouble(one)).sum()
            / requests;
  }

  /// As it stands in `/cache/stats`.
  Value.Obj members() {
    var byReason = new Members();
    new TreeMap<>(vetoes).forEach(byReason::put);
    var members =
        new Members()
            .put("lookups", lookups)
            .put("vetoes", byReason.end())
            .put("audits", audits)
            .put("wrong_audits", wrongAudits)
            .put("dropped_audits", droppedAudits)
            .put("audit_tokens", auditTokens);
    auditCost.ifPresent(cost ->
        members.put(
            "audit_cost",
            new Members()
                .put("amount", cost.amount().toPlainString())
                .put("currency", cost.currency())
                .end()));
    List<Value> each = learnings.stream().map(SemanticFigures::members).toList();
    return members
        .put("reports", reports)
        .put("estimated_error", estimatedError)
        .put("lambda", lambda)
        .put("learnings", new Value.Arr(each))
        .end();
  }

  private static Value members(Learnt one) {
    return new Members()
        .put("max_error_rate", one.maxErrorRate())
        .put("requests", one.requests())
        .put("hits", one.hits())
        .put("audits", one.audits())
        .put("wrong_audits", one.wrongAudits())
        .put("estimated_error", one.estimatedError())
        .put("lambda", one.lambda())
        .end();
  }
}
