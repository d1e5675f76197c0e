package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.Cli.Opener;
import dev.aether.cli.Cli.Parts;
import dev.aether.config.Setting;
import dev.aether.config.Settings;
import dev.aether.config.SettingsLoader;
import dev.aether.config.TelemetrySetting;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.json.YamlText;
import dev.aether.workflow.NearNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What more than one command needs: settings, files, and the runtime itself.
record Tools(Host host, Opener opener) {
  private static final Path USUAL_FILE = Path.of("aether.yaml");

  /// The options that every command with settings has.
  static final class SettingsOptions {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Settings file; aether.yaml in the working directory if it is there.")
    @Nullable Path file;

    @Option(
        names = "--set",
        paramLabel = "PATH=VALUE",
        description = "Set one setting, as in --set llm.provider=mock. May be repeated.")
    Map<String, String> values = Map.of();

    @Mixin HelpOption help = new HelpOption();
  }

  /// The process's variables.
  Map<String, String> environment() {
    return host.environment();
  }

  Settings settings(SettingsOptions options, Map<Setting, String> flags) throws NotUsable {
    Map<Setting, String> all = new HashMap<>();
    for (Map.Entry<String, String> entry : options.values.entrySet()) {
      all.put(named(entry.getKey()), entry.getValue());
    }
    all.putAll(flags);
    return switch (SettingsLoader.load(all, host.environment(), file(options))) {
      case SettingsLoader.Loaded(var settings) -> settings;
      case SettingsLoader.Unusable(var problems) ->
          throw new NotUsable(String.join(System.lineSeparator() + "aether: ", problems));
    };
  }

  private static Setting named(String path) throws NotUsable {
    List<String> paths = Setting.all().stream().map(Setting::path).toList();
    return Setting.all().stream()
        .filter(setting -> setting.path().equals(path))
        .findFirst()
        .orElseThrow(() ->
            new NotUsable(
                "there is no setting '%s'%s"
                    .formatted(
                        path,
                        NearNames.nearest(path, paths)
                            .map("; did you mean '%s'?"::formatted)
                            .orElse(""))));
  }

  private static Optional<Value> file(SettingsOptions options) throws NotUsable {
    Path file = options.file;
    if (file == null) {
      if (!Files.exists(USUAL_FILE)) {
        return Optional.empty();
      }
      file = USUAL_FILE;
    }
    String text = text(file);
    if (text.isBlank()) {
      return Optional.empty();
    }
    return switch (YamlText.read(text)) {
      case JsonText.Parsed(var value) -> Optional.of(value);
      case JsonText.Malformed wrong -> throw new NotUsable(file + ": " + wrong.sentence());
      case JsonText.TooDeep _ -> throw new NotUsable(file + ": nested too deeply");
    };
  }

  /// The runtime with these settings.
  Parts open(Settings settings) throws NotUsable {
    return opener.open(settings);
  }

  /// The runtime for one command.
  Parts open(SettingsOptions options) throws NotUsable {
    return open(forOneCommand(options));
  }

  /// One command logs only what went wrong unless the user says otherwise.
  private Settings forOneCommand(SettingsOptions options) throws NotUsable {
    Settings settings = settings(options, Map.of());
    return settings.get(TelemetrySetting.LOG_LEVEL).source() == Settings.Source.DEFAULT
        ? settings.with(TelemetrySetting.LOG_LEVEL, "warn")
        : settings;
  }

  static String text(Path file) throws NotUsable {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException _) {
      throw new NotUsable("there is no file " + file);
    } catch (IOException unreadable) {
      throw new NotUsable("cannot read %s: %s".formatted(file, unreadable.getMessage()));
    }
  }

  /// Text that came from elsewhere, without what would steer a terminal.
  static String plain(String text) {
    var safe = new StringBuilder();
    text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
    return safe.toString();
  }

  void print(String text) {
    host.out().println(text);
  }

  void note(String text) {
    host.err().println(text);
  }
}
