package dev.aether.config;

/// What log lines look like.
public record LogSettings(boolean json, String level) {
  static LogSettings of(Settings settings) {
    return new LogSettings(
        settings.text(TelemetrySetting.LOG_FORMAT).equals("json"),
        settings.text(TelemetrySetting.LOG_LEVEL));
  }
}
