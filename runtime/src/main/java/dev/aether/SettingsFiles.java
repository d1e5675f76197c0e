package dev.aether;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.json.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads the files that settings name, in YAML or JSON.
final class SettingsFiles {
  private SettingsFiles() {}

  /// The value that a file holds.
  ///
  /// @param setting who names it
  static Value value(String setting, String file) throws UnusableSettings {
    try {
      return switch (YamlText.read(Files.readString(Path.of(file)))) {
        case JsonText.Parsed(var value) -> value;
        case JsonText.Malformed wrong -> throw new UnusableSettings(file + ": " + wrong.sentence());
        case JsonText.TooDeep _ -> throw new UnusableSettings(file + ": nested too deeply");
      };
    } catch (IOException unreadable) {
      throw new UnusableSettings("%s: cannot read %s".formatted(setting, file));
    }
  }
}
