package dev.aether.cli;

import dev.aether.engine.Report;
import dev.aether.engine.Report.NodeReport;
import dev.aether.llm.Cost;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import picocli.CommandLine.Help.Ansi;

/// How far a batch has come: a bar that moves where a person watches, a line now and then
/// elsewhere. Safe for use by many threads.
final class BatchProgress {
  private static final int BAR_CHARS = 20;
  private static final Duration BETWEEN_FRAMES = Duration.ofMillis(100);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final Host host;
  private final LongSupplier nanoTime;
  private final int total;
  private final int before;
  private final long startedAt;
  private long toldAt;
  private int done;
  private int failed;
  private long answers;
  private long hits;
  private Optional<Cost> cost = Optional.empty();

  /// @param total lines that there are
  /// @param before how many of them were done when this batch began
  /// @param failed how many of those have failed
  BatchProgress(Host host, LongSupplier nanoTime, int total, int before, int failed) {
    this.host = host;
    this.nanoTime = nanoTime;
    this.total = total;
    this.before = before;
    this.failed = failed;
    this.startedAt = nanoTime.getAsLong();
    this.toldAt = startedAt;
  }

  /// One more line is done.
  synchronized void done(Report report, boolean succeeded) {
    done++;
    failed += succeeded ? 0 : 1;
    for (NodeReport node : report.nodes()) {
      if (node.details().completion().isPresent()) {
        answers++;
        hits += node.cacheHit() ? 1 : 0;
      }
    }
    report
        .cost()
        .ifPresent(more -> {
          if (cost.isEmpty() || cost.get().currency().equals(more.currency())) {
            cost = Optional.of(cost.map(sum -> sum.plus(more)).orElse(more));
          }
        });
    tell();
  }

  /// Says how things stand, unless that was done a moment ago.
  synchronized void tell() {
    Duration pause = host.terminal() ? BETWEEN_FRAMES : BETWEEN_LINES;
    long now = nanoTime.getAsLong();
    if (now - toldAt >= pause.toNanos()) {
      toldAt = now;
      if (host.terminal()) {
        host.err().print("\r\u001b[K" + bar() + " " + figures(true));
        host.err().flush();
      } else {
        host.err().println(figures(true));
      }
    }
  }

  /// Says something that stays to be read.
  synchronized void note(String text) {
    clear();
    host.err().println(text);
  }

  /// Says what it has come to.
  synchronized void end() {
    clear();
    host.err().println(figures(false) + " in " + time(elapsed()));
  }

  private void clear() {
    if (host.terminal()) {
      host.err().print("\r\u001b[K");
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - startedAt);
  }

  private String bar() {
    int full = total == 0 ? BAR_CHARS : (int) ((long) BAR_CHARS * (before + done) / total);
    String text = "━".repeat(full) + "╌".repeat(BAR_CHARS - full);
    return host.colour() ? Ansi.ON.string("@|cyan " + text + "|@") : text;
  }

  private String figures(boolean underWay) {
    var text = new StringBuilder("%d/%d".formatted(before + done, total));
    double seconds = elapsed().toNanos() / 1e9;
    double rate = seconds > 0 ? done / seconds : 0;
    if (done > 0 && seconds > 0) {
      text.append(rate < 10 ? " · %.1f/s".formatted(rate) : " · %.0f/s".formatted(rate));
    }
    int left = total - before - done;
    if (underWay && rate > 0 && left > 0) {
      text.append(" · ETA ").append(time(Duration.ofSeconds(Math.round(left / rate))));
    }
    cost.ifPresent(sum -> text.append(" · ").append(money(sum)));
    if (answers > 0) {
      text.append(" · %d%% hits".formatted(100 * hits / answers));
    }
    if (failed > 0) {
      text.append(" · %d failed".formatted(failed));
    }
    return text.toString();
  }

  private static String money(Cost cost) {
    String amount = cost.amount().setScale(4, RoundingMode.HALF_UP).toPlainString();
    return cost.currency().equals("USD") ? "$" + amount : amount + " " + cost.currency();
  }

  private static String time(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 10 && duration.toMillisPart() > 0) {
      return "%.1f s".formatted(duration.toMillis() / 1e3);
    }
    return seconds < 3600
        ? "%d:%02d".formatted(seconds / 60, seconds % 60)
        : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
