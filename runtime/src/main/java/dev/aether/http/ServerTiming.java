package dev.aether.http;

import dev.aether.engine.Report;
import java.time.Duration;

/// The header `Server-Timing` of an execution that has ended.
final class ServerTiming {
  private ServerTiming() {}

  /// The provider's share is the critical path of the nodes: what no runtime could have saved.
  static String of(Report report) {
    Duration provider = report.criticalPath();
    Duration overhead = report.total().minus(provider);
    return "total;dur="
        + millis(report.total())
        + ", provider;dur="
        + millis(provider)
        + ", overhead;dur="
        + millis(overhead);
  }

  private static String millis(Duration duration) {
    long micros = Math.max(0, duration.toNanos()) / 1_000;
    return micros / 1_000 + "." + Long.toString(1_000 + micros % 1_000).substring(1);
  }
}
