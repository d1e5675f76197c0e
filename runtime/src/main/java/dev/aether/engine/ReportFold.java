package dev.aether.engine;

import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeCall;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeStarted;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionEvent.NodeText;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.Report.NodeReport;
import dev.aether.engine.Report.State;
import dev.aether.llm.CallEvent;
import dev.aether.workflow.PlannedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Folds the events of one execution to its [Report].
public final class ReportFold implements ExecutionListener {
  private @Nullable ExecutionStarted start;
  private Draft[] drafts = {};
  private int running;
  private int mostRunning;
  private @Nullable ExecutionFinished end;

  /// One node so far.
  private static final class Draft {
    State state = State.PENDING;
    Duration ready = Duration.ZERO;
    Duration started = Duration.ZERO;
    Duration ended = Duration.ZERO;
    Duration queued = Duration.ZERO;
    int attempts;
    Optional<NodeOutput> output = Optional.empty();
    Optional<NodeError> error = Optional.empty();
    Optional<SkipReason> skipReason = Optional.empty();
    Optional<String> becauseOf = Optional.empty();
    boolean takenOver;
    NodeDetails details = NodeDetails.NONE;
  }

  @Override
  public void on(ExecutionEvent event) {
    switch (event) {
      case ExecutionStarted started -> {
        start = started;
        drafts = new Draft[started.plan().size()];
        for (int node = 0; node < drafts.length; node++) {
          drafts[node] = new Draft();
        }
      }
      case NodeStarted(var node, _, var ready, var at) -> {
        Draft draft = drafts[node.index()];
        running += draft.state == State.RUNNING ? 0 : 1; // after a restart it starts once more
        draft.state = State.RUNNING;
        draft.ready = ready;
        draft.started = at;
        draft.attempts = 1;
        mostRunning = Math.max(mostRunning, running);
      }
      case NodeText _ -> {}
      case NodeCall(var node, var call, _) -> note(drafts[node.index()], call);
      case NodeSucceeded(var node, var outcome, var took, var at) -> {
        boolean takenOver = drafts[node.index()].state == State.PENDING;
        Draft draft = ended(node, State.SUCCEEDED, at);
        draft.takenOver = takenOver;
        draft.started = at.minus(took); // also of a node that was taken over and so never started
        draft.output = Optional.of(outcome.output());
        draft.details = outcome.details();
        draft.attempts = outcome.details().attempts();
      }
      case NodeFailed(var node, var outcome, _, var at) -> {
        Draft draft = ended(node, State.FAILED, at);
        draft.error = Optional.of(outcome.error());
        draft.details = outcome.details();
        draft.attempts = outcome.details().attempts();
      }
      case NodeSkipped(var node, var reason, var becauseOf, _, var at) -> {
        Draft draft = ended(node, State.SKIPPED, at);
        draft.skipReason = Optional.of(reason);
        draft.becauseOf = becauseOf;
      }
      case ExecutionFinished finished -> end = finished;
    }
  }

  private Draft ended(PlannedNode node, State state, Duration at) {
    Draft draft = drafts[node.index()];
    if (draft.state == State.RUNNING) {
      running--;
    }
    draft.state = state;
    draft.ended = at;
    return draft;
  }

  private static void note(Draft draft, CallEvent call) {
    switch (call) {
      case CallEvent.Waited(_, _, var waited) -> draft.queued = draft.queued.plus(waited);
      case CallEvent.RetryPlanned(var attempt, _, _) -> draft.attempts = attempt + 1;
      case CallEvent.AttemptStarted _,
          CallEvent.HeadersArrived _,
          CallEvent.AttemptEnded _,
          CallEvent.FellBack _,
          CallEvent.PrefixAsked _,
          CallEvent.CacheLookup _ -> {}
    }
  }

  /// The report, once the execution has finished.
  ///
  /// @throws IllegalStateException before that
  public Report report() {
    if (start == null || end == null) {
      throw new IllegalStateException("the execution has not finished");
    }
    List<NodeReport> nodes = new ArrayList<>(drafts.length);
    for (int node = 0; node < drafts.length; node++) {
      Draft draft = drafts[node];
      nodes.add(
          new NodeReport(
              start.plan().node(node),
              draft.state,
              draft.ready,
              draft.started,
              draft.ended,
              draft.attempts,
              draft.queued,
              draft.output,
              draft.error,
              draft.skipReason,
              draft.becauseOf,
              draft.takenOver,
              draft.details));
    }
    return new Report(
        start.executionId(),
        start.plan(),
        start.options(),
        start.startedAt(),
        end.status(),
        end.aborted(),
        end.at(),
        mostRunning,
        nodes);
  }
}
