package dev.aether.cli;

import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeCall;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeStarted;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionEvent.NodeText;
import dev.aether.engine.ExecutionListener;
import dev.aether.engine.Report;
import dev.aether.engine.Report.NodeReport;
import dev.aether.llm.CallEvent.RetryPlanned;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Help.Ansi;

/// What a person sees while an execution runs: a line per node as it ends, and below them what runs
/// now. Where nobody watches, only failures and warnings are said.
final class Progress implements ExecutionListener {
  private static final int MOST_NAMES = 5;
  private static final int MOST_LINES = 200;

  private final Host host;
  private final Ansi ansi;
  private final Plan plan;
  private final boolean stream;
  private final Set<String> running = new LinkedHashSet<>();
  private int done;
  private String speaker = "";

  Progress(Host host, Plan plan, boolean stream) {
    this.host = host;
    this.ansi = host.colour() ? Ansi.ON : Ansi.OFF;
    this.plan = plan;
    this.stream = stream;
  }

  @Override
  public void on(ExecutionEvent event) {
    switch (event) {
      case ExecutionStarted _, ExecutionFinished _ -> {}
      case NodeStarted(var node, _, _, _) -> {
        running.add(node.id());
        status();
      }
      case NodeText(var node, var text, _) -> say(node, text);
      case NodeCall(var node, RetryPlanned(var attempt, var delay, var failure), _) ->
          line(
              "@|yellow ↻|@ %s attempt %d failed (%s), again in %d ms",
              node.id(), attempt, failure.code(), delay.toMillis());
      case NodeCall _ -> {}
      case NodeSucceeded(var node, var outcome, var took, _) -> {
        ended(node);
        line(
            "@|green ✓|@ %s  %s%s",
            node.id(), time(took), outcome.details().completion().map(Progress::how).orElse(""));
      }
      case NodeFailed(var node, var outcome, var took, _) -> {
        ended(node);
        String text = "✗ %s  %s".formatted(node.id(), outcome.error().sentence());
        if (host.terminal()) {
          line("@|red %s|@", text);
        } else {
          host.err().println(text);
        }
      }
      case NodeSkipped(var node, var reason, var because, _, _) -> {
        ended(node);
        line(
            "@|faint ·|@ %s  skipped (%s%s)",
            node.id(),
            reason.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            because.map(id -> ": " + id).orElse(""));
      }
    }
  }

  private void ended(PlannedNode node) {
    running.remove(node.id());
    done++;
  }

  private static String how(Completion answer) {
    String from =
        switch (answer.source()) {
          case PROVIDER -> answer.usage().total() + " tokens";
          case EXACT_CACHE, SEMANTIC_CACHE, COALESCED -> "cached";
        };
    return "  %s · %s".formatted(answer.model(), from);
  }

  private void say(PlannedNode node, String text) {
    if (!stream) {
      return;
    }
    clear();
    if (!speaker.equals(node.id())) {
      host.err().print(speaker.isEmpty() ? "" : "\n");
      host.err().print(ansi.string("@|bold,cyan " + escaped(node.id()) + "|@ "));
      speaker = node.id();
    }
    host.err().print(text);
    host.err().flush();
  }

  private void line(String form, Object... values) {
    if (!host.terminal() || plan.size() > MOST_LINES) {
      return;
    }
    clear();
    if (!speaker.isEmpty()) {
      host.err().println();
      speaker = "";
    }
    Object[] safe = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      safe[i] = values[i] instanceof String text ? escaped(text) : values[i];
    }
    host.err().println(ansi.string(form.formatted(safe)));
    status();
  }

  /// Ids are data: they may neither steer the terminal nor read as markup.
  private static String escaped(String text) {
    return Tools.plain(text).replace("@|", "@\u200B|").replace("|@", "|\u200B@");
  }

  private void status() {
    if (!host.terminal() || stream || running.isEmpty()) {
      return;
    }
    String names =
        String.join(", ", running.stream().limit(MOST_NAMES).map(Progress::escaped).toList());
    String more = running.size() > MOST_NAMES ? " +" + (running.size() - MOST_NAMES) : "";
    host.err().print("\r\u001b[K  %d/%d  running: %s%s".formatted(done, plan.size(), names, more));
    host.err().flush();
  }

  private void clear() {
    if (host.terminal() && !stream) {
      host.err().print("\r\u001b[K");
    }
  }

  private static String time(Duration took) {
    return took.toMillis() < 10_000
        ? took.toMillis() + " ms"
        : "%.1f s".formatted(took.toMillis() / 1000.0);
  }

  void summary(Report report) {
    clear();
    if (!speaker.isEmpty()) {
      host.err().println();
    }
    report.nodes().stream()
        .flatMap(node -> node.details().warnings().stream())
        .distinct()
        .forEach(warning -> host.err().println("warning: " + warning));
    if (!host.terminal()) {
      return;
    }
    int charged = report.nodes().stream().mapToInt(NodeReport::tokensCharged).sum();
    int saved = report.nodes().stream().mapToInt(NodeReport::tokensSaved).sum();
    host.err()
        .println(
            ansi.string(
                "@|bold %s|@ in %s · critical path %s · %d tokens%s"
                    .formatted(
                        report.status().word(),
                        time(report.total()),
                        time(report.criticalPath()),
                        charged,
                        saved > 0 ? ", " + saved + " saved" : "")));
  }
}
