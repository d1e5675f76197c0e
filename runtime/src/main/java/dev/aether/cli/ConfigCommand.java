package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.Tools.SettingsOptions;
import dev.aether.config.Setting;
import dev.aether.config.Settings;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows what is in force.
@Command(
    name = "config",
    description = "Show every setting that is in force, and where its value came from.")
final class ConfigCommand implements Callable<Integer> {
  private final Tools tools;

  @Mixin SettingsOptions options = new SettingsOptions();

  ConfigCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() throws NotUsable {
    Settings settings = tools.settings(options, Map.of());
    tools.print("%-30s %-24s %-12s %s".formatted("SETTING", "VALUE", "FROM", "VARIABLE"));
    for (Setting setting : Setting.all()) {
      Settings.Entry entry = settings.get(setting);
      tools.print(
          "%-30s %-24s %-12s %s"
              .formatted(
                  setting.path(),
                  shown(setting, entry.value()),
                  entry.source().name().toLowerCase(Locale.ROOT),
                  setting.variable()));
    }
    return Exit.OK.code();
  }

  private static String shown(Setting setting, String value) {
    return value.isEmpty() ? "-" : setting.shown(value);
  }
}
