package dev.aether.execution;

import java.time.Duration;

/// The text of an answer under way, as it stands. Not for more than one thread at once.
final class Said {
  private final StringBuilder text = new StringBuilder();
  private Duration at = Duration.ZERO;

  void add(String part, Duration moment) {
    text.append(part);
    at = moment;
  }

  int length() {
    return text.length();
  }

  String from(int start) {
    return text.substring(start);
  }

  /// When its last part came.
  Duration at() {
    return at;
  }
}
