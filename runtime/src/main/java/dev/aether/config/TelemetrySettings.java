package dev.aether.config;

/// What is told about executions. Where spans are sent is said by OpenTelemetry's own variables.
///
/// @param metrics whether executions are counted
/// @param tracesPerSecond most executions a second that get a trace of their own, 0 for no limit
/// @param content whether prompts and answers stand in spans
/// @param olderNames whether attributes have the names that older backends know
public record TelemetrySettings(
    boolean metrics, int tracesPerSecond, boolean content, boolean olderNames) {
  static TelemetrySettings of(Settings settings) {
    return new TelemetrySettings(
        settings.truth(TelemetrySetting.METRICS),
        settings.number(TelemetrySetting.TRACES_PER_SECOND),
        settings.truth(TelemetrySetting.TRACE_CONTENT),
        settings.truth(TelemetrySetting.TRACE_OLDER_NAMES));
  }
}
