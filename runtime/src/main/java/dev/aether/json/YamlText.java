package dev.aether.json;

import dev.aether.json.JsonText.Parsing;
import tools.jackson.dataformat.yaml.YAMLFactory;

/// YAML text to values: for files that people write by hand. JSON is YAML, so it reads both.
public final class YamlText {
  private static final JsonText YAML =
      new JsonText(YAMLFactory.builder().streamReadConstraints(JsonText.constraints()).build());

  private YamlText() {}

  /// Reads one document.
  public static Parsing read(String text) {
    return YAML.read(text);
  }
}
