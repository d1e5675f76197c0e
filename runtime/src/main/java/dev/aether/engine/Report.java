package dev.aether.engine;

import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.llm.Cost;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.workflow.Node;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What became of an execution: a fold over its events.
///
/// @param nodes in document order
/// @param total wall time
/// @param maxConcurrency the most nodes that were running at one moment
/// @param aborted whether the failure of a node ended it early
public record Report(
    String executionId,
    Plan plan,
    RunOptions options,
    Instant startedAt,
    ExecutionStatus status,
    boolean aborted,
    Duration total,
    int maxConcurrency,
    List<NodeReport> nodes) {
  /// Copies the list.
  public Report {
    nodes = List.copyOf(nodes);
  }

  /// How a node stands.
  public enum State {
    /// Waiting for its dependencies, or for a place.
    PENDING,
    /// At work.
    RUNNING,
    /// Has an output.
    SUCCEEDED,
    /// Has an error.
    FAILED,
    /// Will have neither.
    SKIPPED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// As it is written in documents.
    public String word() {
      return word;
    }
  }

  /// What became of one node.
  ///
  /// @param ready when it could have started; zero if it never could
  /// @param started when it did
  /// @param ended when it had its outcome
  /// @param attempts 0 if it never started
  /// @param queued how long its calls waited for limits
  /// @param takenOver whether its outcome is an earlier execution's
  public record NodeReport(
      PlannedNode node,
      State state,
      Duration ready,
      Duration started,
      Duration ended,
      int attempts,
      Duration queued,
      Optional<NodeOutput> output,
      Optional<NodeError> error,
      Optional<SkipReason> skipReason,
      Optional<String> becauseOf,
      boolean takenOver,
      NodeDetails details) {

    /// Whether it ever ran.
    public boolean ran() {
      return state == State.SUCCEEDED || state == State.FAILED;
    }

    /// How long it ran, all attempts included.
    public Duration time() {
      return ran() ? ended.minus(started) : Duration.ZERO;
    }

    /// Whether a cache had the answer.
    public boolean cacheHit() {
      Optional<Completion> answer = details.completion();
      return answer.isPresent() && answer.get().source().free();
    }

    /// Tokens that were paid for in this execution, those of attempts that failed included.
    public int tokensCharged() {
      return spent().usage().total();
    }

    /// What this node took from the providers.
    public Spent spent() {
      return cacheHit()
          ? details.wasted()
          : details
              .completion()
              .map(Completion::spent)
              .orElse(Spent.NOTHING)
              .plus(details.wasted());
    }

    /// What this node cost and saved; empty if the model has no price.
    public Optional<Cost> cost() {
      return cacheHit()
          ? details.completion().flatMap(Completion::cost).map(Cost::fromCache)
          : spent().cost();
    }

    /// Tokens that a cache hit would have cost.
    public int tokensSaved() {
      return cacheHit() ? details.completion().map(answer -> answer.usage().total()).orElse(0) : 0;
    }
  }

  /// The nodes that succeeded, by level and then in document order.
  public List<NodeReport> results() {
    List<NodeReport> results = new ArrayList<>(nodes.size());
    for (NodeReport node : byLevel()) {
      if (node.state() == State.SUCCEEDED) {
        results.add(node);
      }
    }
    return results;
  }

  /// The result of the flow: of the `output` node that ran, or of the only node that no other node
  /// reads.
  public Optional<NodeOutput> output() {
    List<NodeReport> outputs = those(node -> node.node().node().kind() instanceof Node.Output);
    if (outputs.isEmpty()) {
      outputs = those(node -> node.node().dependents().size() == 0);
      if (outputs.size() != 1) {
        return Optional.empty();
      }
    }
    for (NodeReport node : outputs) {
      if (node.output().isPresent()) {
        return node.output();
      }
    }
    return Optional.empty();
  }

  private List<NodeReport> those(Predicate<NodeReport> wanted) {
    List<NodeReport> those = new ArrayList<>();
    for (NodeReport node : nodes) {
      if (wanted.test(node)) {
        those.add(node);
      }
    }
    return those;
  }

  /// Tokens that were paid for.
  public Usage usage() {
    Usage sum = Usage.NONE;
    for (NodeReport node : nodes) {
      Usage usage = node.spent().usage();
      sum = usage.equals(Usage.NONE) ? sum : sum.plus(usage);
    }
    return sum;
  }

  /// What the execution cost, and what the caches saved; empty if a model that answered has no
  /// price, or none did.
  public Optional<Cost> cost() {
    Optional<Cost> sum = Optional.empty();
    for (NodeReport node : nodes) {
      Optional<Cost> cost = node.cost();
      if (cost.isPresent()) {
        sum = Optional.of(sum.isPresent() ? sum.get().plus(cost.get()) : cost.get());
      } else if (node.details().completion().isPresent()) {
        return Optional.empty();
      }
    }
    return sum;
  }

  /// By level, the time from the first start to the last end; zero for a level on which nothing
  /// ran.
  public List<Duration> levelTimes() {
    Duration[] first = new Duration[plan.levels()];
    Duration[] last = new Duration[plan.levels()];
    for (NodeReport node : nodes) {
      if (node.ran()) {
        int level = node.node().level();
        first[level] = earlier(first[level], node.started());
        last[level] = later(last[level], node.ended());
      }
    }
    List<Duration> times = new ArrayList<>(first.length);
    for (int level = 0; level < first.length; level++) {
      times.add(first[level] == null ? Duration.ZERO : last[level].minus(first[level]));
    }
    return times;
  }

  private static Duration earlier(@Nullable Duration one, Duration other) {
    return one == null || other.compareTo(one) < 0 ? other : one;
  }

  private static Duration later(@Nullable Duration one, Duration other) {
    return one == null || other.compareTo(one) > 0 ? other : one;
  }

  /// The longest chain of node times along the dependencies: no schedule could have been faster.
  public Duration criticalPath() {
    Duration[] until = new Duration[nodes.size()];
    Duration longest = Duration.ZERO;
    for (NodeReport node : byLevel()) {
      Duration before = Duration.ZERO;
      for (int i = 0; i < node.node().dependencies().size(); i++) {
        Duration dependency = until[node.node().dependencies().get(i)];
        before = dependency.compareTo(before) > 0 ? dependency : before;
      }
      Duration here = before.plus(node.time());
      until[node.node().index()] = here;
      longest = here.compareTo(longest) > 0 ? here : longest;
    }
    return longest;
  }

  private List<NodeReport> byLevel() {
    NodeReport[] ranked = new NodeReport[plan.size()];
    for (NodeReport node : nodes) {
      ranked[plan.rankByLevel(node.node().index())] = node;
    }
    return Arrays.asList(ranked);
  }
}
