package dev.aether.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A command that only leads to others: called by itself, it says to which.
abstract class CommandGroup implements Callable<Integer> {
  private final Tools tools;

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin HelpOption help = new HelpOption();

  CommandGroup(Tools tools) {
    this.tools = tools;
  }

  @Override
  public final Integer call() {
    List<String> below =
        spec.subcommands().values().stream()
            .map(command -> command.getCommandSpec().name())
            .distinct() // aliases lead to the same name
            .toList();
    tools.note("aether: %s needs a command: %s".formatted(spec.name(), String.join(", ", below)));
    return Exit.USAGE.code();
  }
}
