package dev.aether.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Says which version this is.
@Command(name = "version", description = "Show the version.")
final class VersionCommand implements Callable<Integer> {
  private final Tools tools;

  VersionCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    tools.print(tools.host().versions());
    return Exit.OK.code();
  }
}
