package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.ServerClient.ServerOptions;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What happens in an execution of a running server.
@Command(
    name = "events",
    aliases = "follow",
    description = {
      "Show what happens in an execution, until it ends; then end as it did.",
      "A connection that breaks is made anew, and nothing is missed or told twice."
    })
final class EventsCommand implements Callable<Integer> {
  private final Tools tools;

  @Mixin ServerOptions options = new ServerOptions();

  @Parameters(index = "0", paramLabel = "ID", description = "The execution.")
  String id = "";

  @Option(
      names = "--after",
      paramLabel = "SEQ",
      description = "Begin behind the event of this number.")
  @Nullable Integer after;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      description = "table (the default), or json: one event on each line.")
  Format format = Format.TABLE;

  EventsCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() throws NotUsable, InterruptedException {
    try (ServerClient server = ServerClient.of(options, tools)) {
      return new EventLines(tools, format)
          .follow(server, id, Optional.ofNullable(after).map(String::valueOf))
          .code();
    }
  }
}
