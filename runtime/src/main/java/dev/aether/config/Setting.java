package dev.aether.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One setting. Those of a section of the file stand in an enum of their own.
/// `docs/configuration.md` lists the same, and a test compares the two.
public sealed interface Setting
    permits ServerSetting,
        ExecutionSetting,
        LlmSetting,
        CacheSetting,
        ContextSetting,
        SecuritySetting,
        TelemetrySetting {

  /// What there is to know about it.
  Definition definition();

  /// What there is to know about a setting. What it is for says why no constant says it again.
  ///
  /// @param path where it stands in the file: `server.port`
  /// @param variable its environment variable
  /// @param otherwise its value when nobody sets it; empty for none
  /// @param type what values it takes
  /// @param meaning what it is for, in a few words
  record Definition(String path, String variable, String otherwise, Type type, String meaning) {}

  /// Where it stands in the file: `server.port`.
  default String path() {
    return definition().path();
  }

  /// Its environment variable.
  default String variable() {
    return definition().variable();
  }

  /// Its value when nobody sets it; empty for none.
  default String otherwise() {
    return definition().otherwise();
  }

  /// What it is for, in a few words.
  default String meaning() {
    return definition().meaning();
  }

  /// A value of it as people may see it, without what lets one in.
  default String shown(String value) {
    return definition().type().shown(value);
  }

  /// What is wrong with a value, if anything is.
  default Optional<String> objectionTo(String value) {
    Type type = definition().type();
    return type.accepts(value) ? Optional.empty() : Optional.of("expected " + type.expected());
  }

  /// Every setting there is, section by section.
  static List<Setting> all() {
    return Stream.<Setting[]>of(
            ServerSetting.values(),
            ExecutionSetting.values(),
            LlmSetting.values(),
            CacheSetting.values(),
            ContextSetting.values(),
            SecuritySetting.values(),
            TelemetrySetting.values())
        .flatMap(Stream::of)
        .toList();
  }

  /// The setting at a path of the file.
  static Optional<Setting> at(String path) {
    return all().stream().filter(setting -> setting.path().equals(path)).findFirst();
  }
}
