package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.ServerClient.ServerOptions;
import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The caches of a running server.
@Command(
    name = "cache",
    description = "Look at the caches of a running server, or clear them.",
    subcommands = {CacheCommand.Stats.class, CacheCommand.Clear.class},
    synopsisSubcommandLabel = "COMMAND")
final class CacheCommand extends CommandGroup {
  CacheCommand(Tools tools) {
    super(tools);
  }

  /// What the caches hold and how they have done.
  @Command(
      name = "stats",
      description = "Show what each cache holds and how it has done, for the key's tenant.")
  static final class Stats implements Callable<Integer> {
    private static final List<String> COLUMNS =
        List.of("entries", "hits", "misses", "hit_rate", "tokens_saved", "evictions", "bytes");

    private final Tools tools;

    @Mixin ServerOptions options = new ServerOptions();

    @Option(
        names = {"-o", "--output"},
        defaultValue = "table",
        description = "table (the default) or json.")
    Format format = Format.TABLE;

    Stats(Tools tools) {
      this.tools = tools;
    }

    @Override
    public Integer call() throws NotUsable, InterruptedException {
      try (ServerClient server = ServerClient.of(options, tools)) {
        Value stats = server.get("cache/stats");
        if (format == Format.JSON) {
          tools.print(CompactJson.of(stats));
        } else if (stats instanceof Value.Obj(var all)
            && all.get("layers") instanceof Value.Obj(var layers)) {
          tools.print(line("LAYER", COLUMNS.stream().map(String::toUpperCase).toList()));
          layers.forEach((name, layer) -> tools.print(row(name, layer)));
          tools.print(row("all", stats));
        }
        return Exit.OK.code();
      }
    }

    private static String row(String name, Value layer) {
      return line(
          name,
          COLUMNS.stream()
              .map(column -> layer instanceof Value.Obj(var members) ? members.get(column) : null)
              .map(value -> value == null ? "-" : shown(value))
              .toList());
    }

    private static String shown(Value value) {
      return value instanceof Value.Num(var literal) && literal.contains(".")
          ? new BigDecimal(literal).setScale(3, RoundingMode.HALF_UP).toPlainString()
          : value.asText();
    }

    private static String line(String name, List<String> cells) {
      return "%-10s".formatted(name)
          + cells.stream().map("%12s"::formatted).collect(Collectors.joining(" "));
    }
  }

  /// Forgets the answers.
  @Command(name = "clear", description = "Forget every answer of the key's tenant.")
  static final class Clear implements Callable<Integer> {
    private final Tools tools;

    @Mixin ServerOptions options = new ServerOptions();

    Clear(Tools tools) {
      this.tools = tools;
    }

    @Override
    public Integer call() throws NotUsable, InterruptedException {
      try (ServerClient server = ServerClient.of(options, tools)) {
        String gone =
            server.post("cache/clear", Optional.empty()).orElse(Value.Null.NULL)
                    instanceof Value.Obj(var members)
                ? Optional.ofNullable(members.get("cleared")).map(Value::asText).orElse("?")
                : "?";
        tools.print(gone + " answers cleared");
        return Exit.OK.code();
      }
    }
  }
}
