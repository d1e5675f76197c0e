package dev.aether.cli;

import dev.aether.cache.CacheLayer;
import dev.aether.config.Settings;
import dev.aether.context.ContextStore;
import dev.aether.execution.Executions;
import dev.aether.execution.RequestReader;
import dev.aether.http.HttpServer;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;

/// The command line: reads arguments, runs one command, gives its exit code.
public final class Cli {
  private static final Set<String> RUN_FLOWS = Set.of("serve", "rehearse", "run", "batch");
  private static final Set<String> RUN_ALONE = Set.of("run", "batch"); // without a server

  private final Host host;
  private final Opener opener;

  /// The assembled runtime, for one command.
  public interface Parts extends AutoCloseable {
    /// Reads flows and requests.
    RequestReader reader();

    /// Runs them.
    Executions executions();

    /// What answers from memory.
    List<CacheLayer> caches();

    /// Where contexts are stored.
    ContextStore contexts();

    /// Starts the server.
    HttpServer serve() throws NotUsable;

    @Override
    void close();
  }

  /// Puts the runtime together.
  @FunctionalInterface
  public interface Opener {
    /// The runtime with these settings.
    Parts open(Settings settings) throws NotUsable;

    /// Begins, on a thread of its own, with what takes long and is needed in any case: goes on
    /// while the rest of a start does.
    ///
    /// @param serving whether a server is to start, or only executions
    default void prepare(boolean serving) {}
  }

  /// A command cannot be carried out as it was given. The message says why, for people.
  public static final class NotUsable extends Exception {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    /// @param message one sentence or more lines of it
    public NotUsable(String message) {
      this(message, Exit.USAGE);
    }

    /// @param exit what the process ends with
    NotUsable(String message, Exit exit) {
      super(message);
      this.exit = exit;
    }

    /// What the process ends with.
    Exit exit() {
      return exit;
    }
  }

  /// @param opener puts the runtime together when a command needs it
  public Cli(Host host, Opener opener) {
    this.host = host;
    this.opener = opener;
  }

  @Command(
      name = "aether",
      description = "Runs workflows of LLM calls, given as JSON graphs.",
      synopsisSubcommandLabel = "COMMAND",
      mixinStandardHelpOptions = false)
  static final class Root {
    private static final Map<String, Class<?>> COMMANDS = all();

    @CommandLine.Mixin HelpOption help = new HelpOption();

    private static Map<String, Class<?>> all() {
      Map<String, Class<?>> commands = new LinkedHashMap<>();
      commands.put("serve", ServeCommand.class);
      commands.put("run", RunCommand.class);
      commands.put("batch", BatchCommand.class);
      commands.put("validate", ValidateCommand.class);
      commands.put("graph", GraphCommand.class);
      commands.put("config", ConfigCommand.class);
      commands.put("doctor", DoctorCommand.class);
      commands.put("executions", ExecutionsCommand.class);
      commands.put("cache", CacheCommand.class);
      commands.put("keys", KeysCommand.class);
      commands.put("version", VersionCommand.class);
      commands.put("rehearse", RehearseCommand.class);
      commands.put("help", CommandLine.HelpCommand.class);
      commands.put("generate-completion", GenerateCompletion.class);
      return commands;
    }

    /// The command line for some arguments. If they name a command it knows no other: reading what
    /// all of them can do takes longer than much of a server's start.
    static CommandLine line(Tools tools, String... args) {
      var line = new CommandLine(new Root(), factory(tools));
      Class<?> named = args.length == 0 ? null : COMMANDS.get(args[0]);
      (named == null || named == CommandLine.HelpCommand.class || named == GenerateCompletion.class
              ? COMMANDS
              : Map.of(args[0], named))
          .forEach(line::addSubcommand);
      return line;
    }
  }

  /// Runs one command.
  ///
  /// @return the exit code
  public int run(String... args) {
    if (args.length > 0 && RUN_FLOWS.contains(args[0])) {
      opener.prepare(
          !RUN_ALONE.contains(args[0])); // first of all: to read the arguments takes its time too
    }
    var tools = new Tools(host, opener);
    CommandLine line = Root.line(tools, args);
    line.setOut(host.out());
    line.setErr(host.err());
    line.setColorScheme(CommandLine.Help.defaultColorScheme(host.colour() ? Ansi.ON : Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((exception, command, _) -> {
      if (exception instanceof NotUsable unusable) {
        host.err().println("aether: " + exception.getMessage());
        return unusable.exit.code();
      }
      if (exception instanceof InterruptedException) {
        return Exit.INTERRUPTED.code();
      }
      throw exception;
    });
    if (args.length == 0) {
      line.usage(host.err());
      return Exit.USAGE.code();
    }
    int code = line.execute(args);
    host.out().flush();
    host.err().flush();
    return code;
  }

  /// Every command with its full name, for documents and their tests; not those that only lead to
  /// others, nor those that are hidden.
  public static List<String> commands() {
    var names = new ArrayList<String>();
    Host nobody =
        new Host(
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()),
            Map.of(),
            false,
            false,
            "");
    Opener closed =
        _ -> {
          throw new NotUsable("only names are wanted");
        };
    collect(Root.line(new Tools(nobody, closed)), names);
    return names.stream().distinct().toList(); // aliases lead to the same name
  }

  private static void collect(CommandLine command, List<String> names) {
    if (command.getCommandSpec().usageMessage().hidden()) {
      return;
    }
    if (command.getSubcommands().isEmpty()) {
      names.add(command.getCommandSpec().qualifiedName());
    }
    command.getSubcommands().values().forEach(below -> collect(below, names));
  }

  private static IFactory factory(Tools tools) {
    IFactory usual = CommandLine.defaultFactory();
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        try {
          return type.getDeclaredConstructor(Tools.class).newInstance(tools);
        } catch (NoSuchMethodException _) {
          return usual.create(type);
        }
      }
    };
  }
}
