package dev.aether.execution;

import dev.aether.context.Value;
import dev.aether.engine.Execution;
import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.Report;
import dev.aether.engine.ReportFold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// One execution as a resource: what was asked, how it stands, and everything that happened.
///
/// Safe for use by many threads.
public final class ExecutionRecord {
  private final String id;
  private final ExecutionRequest request;
  private final Value.Obj context;
  private final Optional<String> parentId;
  private final EventLog log;
  private final Instant createdAt;
  private volatile @Nullable Execution execution;
  private volatile boolean cancelling;
  private volatile CompletableFuture<Void> kept = CompletableFuture.completedFuture(null);

  /// An execution that runs, or will, in this process.
  ExecutionRecord(
      ExecutionRequest request,
      Value.Obj context,
      Optional<String> parentId,
      EventLog log,
      Execution execution) {
    this.request = request;
    this.context = context;
    this.parentId = parentId;
    this.log = log;
    this.execution = execution;
    this.id = execution.id();
    this.createdAt = execution.createdAt();
  }

  /// An execution that does not run here, as it was kept.
  ExecutionRecord(
      ExecutionStore.Header header, ExecutionRequest request, Value.Obj context, EventLog log) {
    this.request = request;
    this.context = context;
    this.parentId = header.parentId();
    this.log = log;
    this.id = header.id();
    this.createdAt = header.createdAt();
  }

  /// How it stands.
  ///
  /// @param startedAt empty while it waits for a place
  /// @param finishedAt empty while it runs
  /// @param report as far as it is known; empty while it waits for a place
  public record Standing(
      Phase phase,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      Optional<Report> report,
      long version) {}

  /// The execution's name.
  public String id() {
    return id;
  }

  /// What was asked for.
  public ExecutionRequest request() {
    return request;
  }

  /// The context that it runs with, the stored one included.
  public Value.Obj context() {
    return context;
  }

  /// Whose nodes it has taken over, if it is a rerun.
  public Optional<String> parentId() {
    return parentId;
  }

  /// When it was asked for.
  public Instant createdAt() {
    return createdAt;
  }

  /// Its events.
  public EventLog log() {
    return log;
  }

  /// Whose it is.
  public String tenant() {
    return request.options().tenant();
  }

  /// Nobody hears of it before it is kept.
  ///
  /// @param toBeKept done once it is; fails if it is not, nor will be
  void onItsWay(CompletableFuture<Void> toBeKept) {
    kept = toBeKept;
  }

  /// Whether others may hear of it.
  boolean canBeTold() {
    return kept.isDone() && !isRefused();
  }

  /// Whether it could not be kept, so that nobody will hear of it.
  boolean isRefused() {
    return kept.isCompletedExceptionally();
  }

  /// Waits until it is kept, or is known not to be.
  ///
  /// @return why it is not
  Optional<String> awaitKept() throws InterruptedException {
    try {
      kept.get();
      return Optional.empty();
    } catch (ExecutionException refused) {
      Throwable cause = refused.getCause();
      return Optional.of(String.valueOf((cause == null ? refused : cause).getMessage()));
    }
  }

  /// Stops its run here, for it goes on elsewhere.
  void abandon() {
    Execution here = execution;
    if (here != null) {
      here.cancel();
    }
  }

  /// Runs it here; to be called once.
  ///
  /// @throws IllegalStateException if it is not to run here
  Report run() {
    Execution here = execution;
    if (here == null) {
      throw new IllegalStateException("the execution does not run here");
    }
    try {
      return here.run();
    } finally {
      execution = null; // its events say all that is to be known, and many that have ended are kept
    }
  }

  /// Asks it to stop; what has ended stays as it is.
  public void cancel() {
    cancelling = true;
    abandon();
  }

  /// Where it stands, without putting its report together.
  public Phase phase() {
    return phase(log.soFar());
  }

  private Phase phase(List<ExecutionEvent> events) {
    if (events.isEmpty()) {
      return cancelling ? Phase.CANCELLING : Phase.QUEUED;
    }
    if (events.getLast() instanceof ExecutionFinished finished) {
      return Phase.of(finished.status());
    }
    return cancelling ? Phase.CANCELLING : Phase.RUNNING;
  }

  /// Its report, once it has ended.
  public Optional<Report> resultIfEnded() {
    Standing standing = standing();
    return standing.phase().ended() ? standing.report() : Optional.empty();
  }

  /// How it stands now.
  public Standing standing() {
    List<ExecutionEvent> events = log.soFar();
    Phase phase = phase(events);
    if (events.isEmpty() || !(events.getFirst() instanceof ExecutionStarted first)) {
      return new Standing(phase, Optional.empty(), Optional.empty(), Optional.empty(), 0);
    }
    var fold = new ReportFold();
    events.forEach(fold::on);
    @Nullable Instant finishedAt = null;
    if (events.getLast() instanceof ExecutionFinished last) {
      finishedAt = first.startedAt().plus(last.at());
    } else {
      Duration soFar = events.getLast().at();
      fold.on(new ExecutionFinished(ExecutionStatus.SUCCEEDED, false, soFar)); // only to be read
    }
    return new Standing(
        phase,
        Optional.of(first.startedAt().plus(first.at())),
        Optional.ofNullable(finishedAt),
        Optional.of(fold.report()),
        events.size() + (cancelling ? 1 : 0));
  }
}
