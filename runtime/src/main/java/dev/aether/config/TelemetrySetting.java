package dev.aether.config;

/// Settings of what is told about the process.
@SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
public enum TelemetrySetting implements Setting {
  LOG_FORMAT(
      new Definition(
          "telemetry.log_format",
          "AETHER_LOG_FORMAT",
          "text",
          Type.LOG_FORMAT,
          "form of log lines: text, or json for machines")),
  LOG_LEVEL(
      new Definition(
          "telemetry.log_level",
          "AETHER_LOG_LEVEL",
          "info",
          Type.LOG_LEVEL,
          "least level that is logged: error, warn, info, debug")),
  METRICS(
      new Definition(
          "telemetry.metrics",
          "AETHER_METRICS",
          "true",
          Type.BOOLEAN,
          "count what executions do; without, /metrics tells of the process only")),
  TRACES_PER_SECOND(
      new Definition(
          "telemetry.traces_per_second",
          "AETHER_TRACES_PER_SECOND",
          "50",
          Type.COUNT,
          "most executions a second that get a trace of their own, 0 for no limit; "
              + "`OTEL_TRACES_SAMPLER` replaces it")),
  TRACE_CONTENT(
      new Definition(
          "telemetry.trace_content",
          "AETHER_TRACE_CONTENT",
          "false",
          Type.BOOLEAN,
          "put prompts and answers into spans, except for what is of medium or high sensitivity")),
  TRACE_OLDER_NAMES(
      new Definition(
          "telemetry.trace_older_names",
          "AETHER_TELEMETRY_TRACE_OLDER_NAMES",
          "false",
          Type.BOOLEAN,
          "name the provider in spans as older backends know it"));

  private final Definition definition;

  TelemetrySetting(Definition definition) {
    this.definition = definition;
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
