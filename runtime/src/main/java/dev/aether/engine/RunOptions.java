package dev.aether.engine;

import dev.aether.llm.Call.Mode;
import dev.aether.workflow.ErrorPolicy;
import dev.aether.workflow.Protection;
import java.time.Duration;
import java.util.Optional;

/// How one execution is to be run.
///
/// @param sequential one node at a time, by level and then in document order
/// @param maxConcurrency nodes that may run at once, at least 1
/// @param timeout of the whole execution
/// @param errorPolicy of nodes that state none
/// @param cache what the caches may do
/// @param streaming whether the text of answers is wanted while it arrives
/// @param tenant on whose behalf
/// @param security how much stricter the guard is to be
public record RunOptions(
    boolean sequential,
    int maxConcurrency,
    Optional<Duration> timeout,
    Optional<ErrorPolicy> errorPolicy,
    Mode cache,
    boolean streaming,
    String tenant,
    Protection.Asked security) {
  /// As fast as it goes.
  public static final RunOptions DEFAULT =
      new RunOptions(
          false, Integer.MAX_VALUE, Optional.empty(), Optional.empty(), Mode.DEFAULT, false, "");

  /// With the guard as the server and the nodes have it.
  public RunOptions(
      boolean sequential,
      int maxConcurrency,
      Optional<Duration> timeout,
      Optional<ErrorPolicy> errorPolicy,
      Mode cache,
      boolean streaming,
      String tenant) {
    this(
        sequential,
        maxConcurrency,
        timeout,
        errorPolicy,
        cache,
        streaming,
        tenant,
        Protection.Asked.NOTHING);
  }

  /// Refuses what makes no sense.
  public RunOptions {
    if (maxConcurrency < 1) {
      throw new IllegalArgumentException("maxConcurrency " + maxConcurrency + " is below 1");
    }
  }

  /// The same, one node at a time.
  public RunOptions oneAtATime() {
    return new RunOptions(
        true, maxConcurrency, timeout, errorPolicy, cache, streaming, tenant, security);
  }

  /// The same, with the text of answers told while it arrives.
  public RunOptions streamed() {
    return new RunOptions(
        sequential, maxConcurrency, timeout, errorPolicy, cache, true, tenant, security);
  }

  /// The same on behalf of somebody.
  public RunOptions of(String otherTenant) {
    return new RunOptions(
        sequential, maxConcurrency, timeout, errorPolicy, cache, streaming, otherTenant, security);
  }

  /// Nodes that may really run at once.
  public int width() {
    return sequential ? 1 : maxConcurrency;
  }

  /// The policy that a failing node's execution follows.
  public ErrorPolicy policyOf(Optional<ErrorPolicy> ofNode) {
    return ofNode.or(() -> errorPolicy).orElse(ErrorPolicy.FAIL);
  }

  /// Whether the failure of a node with this policy ends the execution.
  public boolean failureEnds(Optional<ErrorPolicy> ofNode) {
    return switch (policyOf(ofNode)) {
      case FAIL -> true;
      case SKIP -> false;
      case RETRY -> errorPolicy.filter(policy -> policy == ErrorPolicy.SKIP).isEmpty();
    };
  }
}
