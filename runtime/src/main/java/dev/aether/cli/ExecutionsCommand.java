package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.ServerClient.ServerOptions;
import dev.aether.context.CompactJson;
import dev.aether.context.Members;
import dev.aether.context.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The executions of a running server.
@Command(
    name = "executions",
    description = "Look at the executions of a running server, stop them, run them again.",
    subcommands = {
      ExecutionsCommand.ListThem.class,
      ExecutionsCommand.Get.class,
      EventsCommand.class,
      ExecutionsCommand.Cancel.class,
      ExecutionsCommand.Rerun.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class ExecutionsCommand extends CommandGroup {
  private static final String ALL = "v1/executions";
  private static final int LARGEST_PAGE = 200;

  ExecutionsCommand(Tools tools) {
    super(tools);
  }

  static String path(String id) {
    return ALL + "/" + ServerClient.part(id);
  }

  private static Map<String, Value> members(Value value) {
    return value instanceof Value.Obj(var members) ? members : Map.of();
  }

  private static List<Value> items(Value value, String name) {
    return members(value).get(name) instanceof Value.Arr(var items) ? items : List.of();
  }

  /// The newest ones.
  @Command(name = "list", description = "List executions of the key's tenant, newest first.")
  static final class ListThem implements Callable<Integer> {
    private final Tools tools;

    @Mixin ServerOptions options = new ServerOptions();

    @Option(
        names = "--status",
        paramLabel = "STATUS",
        description =
            "Only these: queued, running, cancelling, succeeded, failed, cancelled, timed_out.")
    @Nullable String status;

    @Option(names = "--flow", paramLabel = "NAME", description = "Only those of a flow.")
    @Nullable String flow;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only those with a tag.")
    @Nullable String tag;

    @Option(
        names = {"-n", "--limit"},
        paramLabel = "N",
        defaultValue = "20",
        description = "How many at most (20).")
    int limit = 20;

    @Option(
        names = {"-o", "--output"},
        defaultValue = "table",
        description = "table (the default) or json.")
    Format format = Format.TABLE;

    ListThem(Tools tools) {
      this.tools = tools;
    }

    @Override
    public Integer call() throws NotUsable, InterruptedException {
      if (limit < 1) {
        throw new NotUsable("--limit: expected a whole number of at least 1");
      }
      List<Value> found = new ArrayList<>();
      try (ServerClient server = ServerClient.of(options, tools)) {
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent() && found.size() < limit) {
          Value page =
              server.get(query(Math.min(LARGEST_PAGE, limit - found.size()), cursor.get()));
          found.addAll(items(page, "data"));
          cursor =
              Optional.ofNullable(members(page).get("next_cursor"))
                  .map(Value::asText)
                  .filter(next -> !next.isEmpty());
        }
      }
      if (format == Format.JSON) {
        tools.print(CompactJson.of(new Members().put("data", new Value.Arr(found)).end()));
      } else if (found.isEmpty()) {
        tools.note("no executions");
      } else {
        ExecutionTable.list(found).forEach(tools::print);
      }
      return Exit.OK.code();
    }

    private String query(int most, String cursor) {
      var query = new StringBuilder(ALL + "?limit=" + most);
      add(query, "status", status);
      add(query, "flow", flow);
      add(query, "tag", tag);
      add(query, "cursor", cursor.isEmpty() ? null : cursor);
      return query.toString();
    }

    private static void add(StringBuilder query, String name, @Nullable String value) {
      if (value != null) {
        query.append('&').append(name).append('=').append(ServerClient.part(value));
      }
    }
  }

  /// One of them.
  @Command(
      name = "get",
      aliases = "show",
      description = "Show one execution: how it stands, and each of its nodes.")
  static final class Get implements Callable<Integer> {
    private final Tools tools;

    @Mixin ServerOptions options = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "The execution.")
    String id = "";

    @Option(
        names = {"-o", "--output"},
        defaultValue = "table",
        description = "table (the default) or json.")
    Format format = Format.TABLE;

    Get(Tools tools) {
      this.tools = tools;
    }

    @Override
    public Integer call() throws NotUsable, InterruptedException {
      try (ServerClient server = ServerClient.of(options, tools)) {
        Value whole = server.get(path(id));
        if (format == Format.JSON) {
          tools.print(CompactJson.of(whole));
        } else {
          ExecutionTable.one(whole, items(server.get(path(id) + "/nodes"), "nodes"))
              .forEach(tools::print);
        }
        return Exit.OK.code();
      }
    }
  }

  /// Stops one.
  @Command(name = "cancel", description = "Stop an execution; what has ended stays as it is.")
  static final class Cancel implements Callable<Integer> {
    private final Tools tools;

    @Mixin ServerOptions options = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "The execution.")
    String id = "";

    Cancel(Tools tools) {
      this.tools = tools;
    }

    @Override
    public Integer call() throws NotUsable, InterruptedException {
      try (ServerClient server = ServerClient.of(options, tools)) {
        Value stands = server.post(path(id) + "/cancel", Optional.empty()).orElse(Value.Null.NULL);
        tools.print(
            Optional.ofNullable(members(stands).get("status")).map(Value::asText).orElse("?"));
        return Exit.OK.code();
      }
    }
  }

  /// Runs one again.
  @Command(
      name = "rerun",
      description = {
        "Run an execution again, and take over from it what has not changed.",
        "Prints the id of the new execution."
      })
  static final class Rerun implements Callable<Integer> {
    private final Tools tools;

    @Mixin ServerOptions options = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "The execution.")
    String id = "";

    @Option(
        names = "--from",
        split = ",",
        paramLabel = "NODE",
        description = "Nodes that run again, and with them all that depends on them.")
    List<String> from = List.of();

    @Mixin RerunOptions changed = new RerunOptions();

    @Option(
        names = {"-f", "--follow"},
        description = "Then show what happens until it ends.")
    boolean follow;

    Rerun(Tools tools) {
      this.tools = tools;
    }

    @Override
    public Integer call() throws NotUsable, InterruptedException {
      try (ServerClient server = ServerClient.of(options, tools)) {
        var body = new Members();
        if (!from.isEmpty()) {
          body.put("from", from);
        }
        changed.addTo(body);
        Value begun =
            server.post(path(id) + "/rerun", Optional.of(body.end())).orElse(Value.Null.NULL);
        String fresh =
            Optional.ofNullable(members(begun).get("execution_id"))
                .map(Value::asText)
                .orElseThrow(() -> new NotUsable("the server does not name the new execution"));
        tools.print(fresh);
        return follow
            ? new EventLines(tools, Format.TABLE).follow(server, fresh, Optional.empty()).code()
            : Exit.OK.code();
      }
    }
  }
}
