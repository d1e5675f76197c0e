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
