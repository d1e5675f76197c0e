package dev.aether.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What is in force, and where each value came from. Immutable; the parts of the program get the
/// small records that they need.
public final class Settings {
  private final Map<Setting, Entry> entries;

  /// A value and its source.
  public record Entry(String value, Source source) {}

  /// Where values come from; later ones win.
  public enum Source {
    /// Nobody set it.
    DEFAULT,
    /// `aether.yaml`.
    FILE,
    /// An environment variable.
    ENVIRONMENT,
    /// The command line.
    FLAG
  }

  Settings(Map<Setting, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /// Nothing but defaults.
  public static Settings defaults() {
    return new Settings(Map.of()); // an absent entry is its default
  }

  /// These settings with one of them changed, as a flag would.
  ///
  /// @throws IllegalArgumentException if the setting does not take this value
  public Settings with(Setting setting, String value) {
    setting
        .objectionTo(value)
        .ifPresent(objection -> {
          throw new IllegalArgumentException(setting.path() + ": " + objection);
        });
    Map<Setting, Entry> changed = new HashMap<>();
    changed.putAll(entries);
    changed.put(setting, new Entry(value, Source.FLAG));
    return new Settings(changed);
  }

  /// One setting.
  public Entry get(Setting setting) {
    Entry entry = entries.get(setting);
    return entry != null ? entry : new Entry(setting.otherwise(), Source.DEFAULT);
  }

  String text(Setting setting) {
    return get(setting).value();
  }

  Optional<String> optional(Setting setting) {
    return Optional.of(text(setting)).filter(value -> !value.isEmpty());
  }

  int number(Setting setting) {
    return Integer.parseInt(text(setting));
  }

  Duration seconds(Setting setting) {
    return Duration.ofSeconds(number(setting));
  }

  boolean truth(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }

  List<String> list(Setting setting) {
    return Stream.of(text(setting).split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /// What the server needs.
  public ServerSettings server() {
    return ServerSettings.of(this);
  }

  /// What bounds executions.
  public ExecutionSettings execution() {
    return ExecutionSettings.of(this);
  }

  /// What calls need.
  public LlmSettings llm() {
    return LlmSettings.of(this);
  }

  /// What the caches need.
  public CacheSettings cache() {
    return CacheSettings.of(this);
  }

  /// Where contexts are stored.
  public ContextSettings context() {
    return ContextSettings.of(this);
  }

  /// What the semantic cache does.
  public SemanticSettings semantic() {
    return SemanticSettings.of(this);
  }

  /// Who may call, and what may be said.
  public SecuritySettings security() {
    return SecuritySettings.of(this);
  }

  /// What is told about executions.
  public TelemetrySettings telemetry() {
    return TelemetrySettings.of(this);
  }

  /// What logs look like.
  public LogSettings log() {
    return LogSettings.of(this);
  }
}
