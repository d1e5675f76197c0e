package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.Report;
import dev.aether.engine.Report.NodeReport;
import dev.aether.execution.ExecutionRequest;
import dev.aether.execution.Executions;
import dev.aether.json.JsonText;
import dev.aether.json.ReportJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs a flow once for each line of data, so many at once. An interrupt stops it: what runs is
/// cancelled and counts as not done.
final class Batch {
  private final Executions executions;
  private final ExecutionRequest flow;
  private final BatchJournal journal;
  private final BatchResults results;
  private final BatchProgress progress;
  private final boolean whole;
  private final Semaphore places;
  private final int concurrency;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable NotUsable> trouble = new AtomicReference<>();

  /// @param flow whose context lies under that of each line
  /// @param whole whether a result holds the whole report
  Batch(
      Executions executions,
      ExecutionRequest flow,
      BatchJournal journal,
      BatchResults results,
      BatchProgress progress,
      boolean whole,
      int concurrency) {
    this.executions = executions;
    this.flow = flow;
    this.journal = journal;
    this.results = results;
    this.progress = progress;
    this.whole = whole;
    this.concurrency = Math.min(concurrency, executions.admission().limit());
    this.places = new Semaphore(this.concurrency);
  }

  /// Runs all lines that are not done.
  void run(BatchData data) throws NotUsable, InterruptedException {
    try {
      data.each(line -> {
        if (!journal.has(line)) {
          begin(line);
        }
      });
      places.acquire(concurrency);
    } finally {
      stop();
    }
    NotUsable broken = trouble.get();
    if (broken != null) {
      throw broken;
    }
  }

  private void begin(BatchData.Line line) throws NotUsable, InterruptedException {
    places.acquire();
    NotUsable broken = trouble.get();
    if (broken != null) {
      places.release();
      throw broken;
    }
    Thread thread =
        Thread.ofVirtual()
            .name("line " + line.number())
            .unstarted(() -> {
              try {
                run(line);
              } finally {
                running.remove(Thread.currentThread());
                places.release();
              }
            });
    running.add(thread);
    thread.start();
  }

  private void run(BatchData.Line line) {
    try {
      switch (executions.run(flow.overlaidWith(line.values()), _ -> {})) {
        case Executions.Ran(var report) -> {
          if (report.status() != ExecutionStatus.CANCELLED) {
            keep(line, report);
          }
        }
        case Executions.NoSuchContext(var id) ->
            stopFor("there is no stored context '%s'".formatted(id));
        case Executions.ContextsDown(var why) -> stopFor("stored contexts cannot be read: " + why);
        case Executions.StoreDown(var why) -> stopFor("executions cannot be kept: " + why);
        case Executions.NoRoom _, Executions.Draining _ -> stopFor("no room for an execution");
      }
    } catch (InterruptedException _) {
      return; // it counts as not done
    } catch (IOException broken) {
      stopFor("results cannot be written: " + broken.getMessage());
    } catch (RuntimeException | Error bug) { // else nobody would hear of it
      stopFor("line %d has come to no result: %s".formatted(line.number(), bug));
    }
  }

  private void stopFor(String reason) {
    trouble.compareAndSet(null, new NotUsable(reason));
  }

  private void keep(BatchData.Line line, Report report) throws IOException {
    boolean succeeded = report.status() == ExecutionStatus.SUCCEEDED;
    journal.add(line, succeeded, result(line, report));
    results.done(line.number());
    progress.done(report, succeeded);
  }

  private Value.Obj result(BatchData.Line line, Report report) {
    var members =
        new Members()
            .put("line", line.number())
            .put("input_hash", line.hash())
            .put("status", report.status().word())
            .put("output", report.output().map(RunCommand::shown))
            .put("execution_id", report.executionId())
            .put("ms", report.total().toMillis())
            .put("tokens", report.nodes().stream().mapToInt(NodeReport::tokensCharged).sum())
            .put("cache_hits", report.nodes().stream().filter(NodeReport::cacheHit).count())
            .put("cost", report.cost().map(cost -> cost.amount().toPlainString()));
    if (report.output().isEmpty()) {
      members.put("outputs", sinks(report));
    }
    List<String> errors =
        report.nodes().stream()
            .flatMap(node ->
                node.error().stream().map(error -> node.node().id() + ": " + error.sentence()))
            .toList();
    if (!errors.isEmpty()) {
      members.put("errors", errors);
    }
    if (whole) {
      byte[] json =
          ReportJson.write(
              report, flow.include().prompts(), flow.include().outputs(), flow.warnings());
      JsonText.JSON
          .parse(new String(json, StandardCharsets.UTF_8))
          .ifPresent(value -> members.put("report", value));
    }
    return members.end();
  }

  /// Where a flow has no one output, those of all nodes on which no other depends.
  private static Value.Obj sinks(Report report) {
    var members = new Members();
    report.results().stream()
        .filter(node -> node.node().dependents().size() == 0)
        .forEach(node -> members.put(node.node().id(), node.output().map(RunCommand::shown)));
    return members.end();
  }

  /// Interrupts what runs and waits for it.
  private void stop() {
    running.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : List.copyOf(running)) {
      interrupted |= !joined(thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean joined(Thread thread) {
    try {
      thread.join();
      return true;
    } catch (InterruptedException _) {
      return false;
    }
  }
}
