package dev.aether;

import dev.aether.cache.CacheLayer;
import dev.aether.cli.Cli;
import dev.aether.cli.Host;
import dev.aether.config.LogSettings;
import dev.aether.config.Settings;
import dev.aether.context.ContextStore;
import dev.aether.execution.Executions;
import dev.aether.execution.RequestReader;
import dev.aether.http.HttpServer;
import dev.aether.llm.provider.Cl100kCounter;
import dev.aether.telemetry.LastingLogManager;
import dev.aether.telemetry.LogFormat;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Where the program starts: hands the process's streams, environment and parts to the command
/// line.
public final class Main {
  private Main() {}

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] args) {
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    System.setProperty("io.helidon.metadata.mode", "resources"); // else it walks through all jars
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    var host =
        new Host(
            writer(FileDescriptor.out),
            writer(FileDescriptor.err),
            System.getenv(),
            terminal && !System.getenv().containsKey("NO_COLOR"),
            terminal,
            Wiring.version());
    if (List.of(args).equals(List.of("version"))) {
      host.out().println(host.versions()); // without the command line's library, which takes longer
      return;
    }
    System.exit(new Cli(host, new Opening()).run(args));
  }

  private static PrintWriter writer(FileDescriptor stream) {
    return new PrintWriter(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }

  /// Puts the runtime together as it is for users.
  static final class Opening implements Cli.Opener {
    @Override
    public void prepare(boolean serving) {
      Thread _ =
          Thread.ofPlatform()
              .daemon()
              .name("prepare")
              .start(() -> {
                GuardWiring.prepare();
                if (serving) {
                  HttpServer.prepare();
                }
                int _ = new Cl100kCounter().count("a word");
              });
    }

    @Override
    public Cli.Parts open(Settings settings) throws Cli.NotUsable {
      return Main.open(settings);
    }
  }

  private static Cli.Parts open(Settings settings) throws Cli.NotUsable {
    LogSettings log = settings.log();
    LogFormat.install(log.json(), log.level());
    try {
      var wiring = new Wiring(settings, System.getenv());
      return new Cli.Parts() {
        @Override
        public RequestReader reader() {
          return wiring.reader();
        }

        @Override
        public Executions executions() {
          return wiring.executions();
        }

        @Override
        public List<CacheLayer> caches() {
          return wiring.caches();
        }

        @Override
        public ContextStore contexts() {
          return wiring.contexts();
        }

        @Override
        public HttpServer serve() throws Cli.NotUsable {
          try {
            return wiring.serve();
          } catch (UnusableSettings wrong) {
            throw new Cli.NotUsable(String.valueOf(wrong.getMessage()));
          }
        }

        @Override
        public void close() {
          wiring.close();
        }
      };
    } catch (UnusableSettings wrong) {
      throw new Cli.NotUsable(String.valueOf(wrong.getMessage()));
    }
  }
}
