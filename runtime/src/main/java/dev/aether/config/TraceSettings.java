package dev.aether.config;

/// What stands in spans. Where they are sent is said by OpenTelemetry's own variables.
///
/// @param content whether prompts and answers do
/// @param olderNames whether attributes have the names that older backends know
public record TraceSettings(boolean content, boolean olderNames) {
  static TraceSettings of(Settings settings) {
    return new TraceSettings(
        settings.truth(TelemetrySetting.TRACE_CONTENT),
        settings.truth(TelemetrySetting.TRACE_OLDER_NAMES));
  }
}
