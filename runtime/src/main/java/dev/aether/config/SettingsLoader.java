package dev.aether.config;

import dev.aether.config.Settings.Entry;
import dev.aether.config.Settings.Source;
import dev.aether.context.Value;
import dev.aether.workflow.NearNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts settings together: flags before environment before file before defaults.
public final class SettingsLoader {
  private final Map<Setting, Entry> entries = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private SettingsLoader() {}

  /// What came of loading.
  public sealed interface Loading {}

  /// The settings are sound.
  public record Loaded(Settings settings) implements Loading {}

  /// They are not.
  ///
  /// @param problems one sentence each, naming where the value was set
  public record Unusable(List<String> problems) implements Loading {
    /// Copies the list.
    public Unusable {
      problems = List.copyOf(problems);
    }
  }

  /// Loads.
  ///
  /// @param flags by setting
  /// @param environment the process's variables
  /// @param file the value of `aether.yaml`, if there is one
  public static Loading load(
      Map<Setting, String> flags, Map<String, String> environment, Optional<Value> file) {
    var loader = new SettingsLoader();
    file.ifPresent(value -> loader.section("", value));
    for (Setting setting : Setting.all()) {
      String value = environment.get(setting.variable());
      if (value != null && !value.isEmpty()) {
        loader.set(setting, value.strip(), Source.ENVIRONMENT, setting.variable());
      }
    }
    flags.forEach((setting, value) -> loader.set(setting, value, Source.FLAG, setting.path()));
    return loader.problems.isEmpty()
        ? new Loaded(new Settings(loader.entries))
        : new Unusable(loader.problems);
  }

  private void section(String path, Value value) {
    switch (value) {
      case Value.Obj(var members) ->
          members.forEach(
              (name, member) -> section(path.isEmpty() ? name : path + "." + name, member));
      case Value.Null _ -> {}
      case Value.Text(var text) -> setFromFile(path, text);
      case Value.Num(var literal) -> setFromFile(path, literal);
      case Value.Bool(var truth) -> setFromFile(path, Boolean.toString(truth));
      case Value.Arr _ -> problems.add("aether.yaml: %s: lists are not known here".formatted(path));
    }
  }

  private void setFromFile(String path, String value) {
    Setting.at(path)
        .ifPresentOrElse(
            setting -> set(setting, value, Source.FILE, "aether.yaml: " + path),
            () ->
                problems.add(
                    "aether.yaml: there is no setting '%s'%s"
                        .formatted(
                            path,
                            NearNames.nearest(
                                    path, Setting.all().stream().map(Setting::path).toList())
                                .map("; did you mean '%s'?"::formatted)
                                .orElse(""))));
  }

  private void set(Setting setting, String value, Source source, String where) {
    setting
        .objectionTo(value)
        .ifPresentOrElse(
            objection -> problems.add("%s: %s, found '%s'".formatted(where, objection, value)),
            () -> entries.put(setting, new Entry(value, source)));
  }
}
