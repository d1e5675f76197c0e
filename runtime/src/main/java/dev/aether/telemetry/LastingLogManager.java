package dev.aether.telemetry;

import java.util.logging.LogManager;

/// Keeps its handlers while the process shuts down: what happens while a server drains is worth a
/// line. The platform's own manager drops them in a hook that runs beside ours.
public final class LastingLogManager extends LogManager {
  @Override
  public void reset() {
    // The handlers are set by LogFormat, and stay.
  }
}
