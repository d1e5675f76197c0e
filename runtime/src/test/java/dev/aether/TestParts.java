package dev.aether;

import dev.aether.caller.Callers;
import dev.aether.cli.Cli;
import dev.aether.cli.Host;
import dev.aether.config.ServerSetting;
import dev.aether.config.Settings;
import dev.aether.guard.PromptGuard;
import dev.aether.http.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Opens the wiring to tests of other packages.
public final class TestParts implements AutoCloseable {
  private final Wiring wiring;

  private TestParts(Wiring wiring) {
    this.wiring = wiring;
  }

  /// The whole runtime as it is wired for production.
  public static TestParts with(Settings settings) {
    return with(settings, Map.of());
  }

  /// The same, with these variables in its environment.
  public static TestParts with(Settings settings, Map<String, String> environment) {
    return with(settings, environment, Optional.empty());
  }

  /// The same, with its caches kept in a directory.
  public static TestParts with(
      Settings settings, Map<String, String> environment, Optional<Path> cacheDirectory) {
    try {
      return new TestParts(
          new Wiring(
              settings.with(ServerSetting.PORT, "0"),
              environment,
              cacheDirectory,
              Optional.empty()));
    } catch (UnusableSettings wrong) {
      throw new AssertionError(wrong);
    }
  }

  /// The same, with a guard of the operator's own.
  public static TestParts with(
      Settings settings, Map<String, String> environment, PromptGuard guard) {
    try {
      return new TestParts(
          new Wiring(
              settings.with(ServerSetting.PORT, "0"),
              environment,
              Optional.empty(),
              Optional.of(guard)));
    } catch (UnusableSettings wrong) {
      throw new AssertionError(wrong);
    }
  }

  /// What a command did.
  public record Ran(int code, String out, String err) {}

  /// Runs one command of the command line in this process, with these variables.
  public static Ran command(Map<String, String> environment, String... args) {
    var out = new StringWriter();
    Ran ran = command(environment, out, args);
    return new Ran(ran.code(), out.toString(), ran.err());
  }

  /// The same with an output of the test's own.
  public static Ran command(Map<String, String> environment, Writer out, String... args) {
    var err = new StringWriter();
    var host =
        new Host(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            environment,
            false,
            false,
            "1.2.3");
    int code = new Cli(host, new Main.Opening()).run(args);
    return new Ran(code, "", err.toString());
  }

  /// Every command of the command line, but for `help`.
  public static List<String> commands() {
    return Cli.commands().stream().filter(name -> !name.equals("aether help")).toList();
  }

  /// Every route of the server, as `METHOD path`.
  public List<String> routes() {
    return wiring.api(new Callers.Everybody()).routes();
  }

  /// Starts the server.
  public HttpServer serve() {
    try {
      return wiring.serve();
    } catch (UnusableSettings wrong) {
      throw new AssertionError(wrong);
    }
  }

  @Override
  public void close() {
    wiring.close();
  }
}
