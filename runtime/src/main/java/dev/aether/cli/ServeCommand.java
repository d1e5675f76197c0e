package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.Cli.Parts;
import dev.aether.cli.Tools.SettingsOptions;
import dev.aether.config.ExecutionSetting;
import dev.aether.config.ServerSetting;
import dev.aether.config.ServerSettings;
import dev.aether.config.Setting;
import dev.aether.config.Settings;
import dev.aether.http.HttpServer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The server.
@Command(name = "serve", description = "Start the server.")
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = System.getLogger("aether.server");

  private final Tools tools;

  @Mixin SettingsOptions options = new SettingsOptions();

  @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on.")
  @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", description = "Port; 0 picks a free one.")
  @Nullable String port;

  @Option(
      names = "--insecure-no-auth",
      description = "Listen on other than loopback addresses although no API keys are configured.")
  boolean insecure;

  ServeCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() throws NotUsable, InterruptedException {
    Map<Setting, String> flags = new HashMap<>();
    if (host != null) {
      flags.put(ServerSetting.HOST, host);
    }
    if (port != null) {
      flags.put(ServerSetting.PORT, port);
    }
    if (insecure) {
      flags.put(ServerSetting.INSECURE_NO_AUTH, "true");
    }
    Settings settings = tools.settings(options, flags);
    if (settings.get(ExecutionSetting.STORE).source() == Settings.Source.DEFAULT) {
      flags.put(
          ExecutionSetting.STORE, dataDirectory(settings).resolve("executions.db").toString());
      settings = tools.settings(options, flags);
    }
    refuseOpenDoors(settings);
    var stopped = new CountDownLatch(1);
    try (Parts parts = tools.open(settings)) {
      HttpServer server = start(parts, settings.server());
      tools.print(
          "Aether Runtime listening on %s://%s:%s" // %d would load the digits of all languages
              .formatted(
                  settings.server().scheme(), shown(settings.server().host()), server.port()));
      var stopping = new CountDownLatch(1);
      java.lang.Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .unstarted(() -> {
                    stopping.countDown();
                    awaitQuietly(stopped);
                  }));
      stopping.await();
      LOG.log(Level.INFO, "draining");
      parts.executions().drain(settings.server().drain());
      server.close();
      LOG.log(Level.INFO, "stopped");
    } finally {
      stopped.countDown(); // only now: what is kept has been written
    }
    return Exit.OK.code();
  }

  /// Where state of a user belongs, after the [XDG Base Directory
  /// Specification](https://specifications.freedesktop.org/basedir-spec/latest/).
  private Path dataDirectory(Settings settings) {
    String stated = settings.server().dataDirectory();
    if (!stated.isEmpty()) {
      return Path.of(stated);
    }
    Map<String, String> environment = tools.environment();
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    return state.isEmpty()
        ? Path.of(environment.getOrDefault("HOME", "."), ".local", "state", "aether")
        : Path.of(state, "aether");
  }

  private static String shown(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /// The hook keeps the process alive until the work is done; nobody interrupts it.
  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refuseOpenDoors(Settings settings) throws NotUsable {
    ServerSettings server = settings.server();
    try {
      if (InetAddress.getByName(server.host()).isLoopbackAddress()) {
        return;
      }
      boolean keys = settings.security().apiKeysFile().isPresent();
      if (!keys && !server.insecureNoAuth()) {
        throw new NotUsable(
            ("%s is not a loopback address, and no API keys are configured"
                    + " (security.api_keys_file); say --insecure-no-auth if that is meant")
                .formatted(server.host()));
      }
      if (!keys) {
        LOG.log(Level.WARNING, "everybody who reaches this server may use it: it has no API keys");
      } else if (server.tls().isEmpty()) {
        LOG.log(Level.WARNING, "API keys are sent in the clear, unless a proxy adds TLS");
      }
    } catch (UnknownHostException unknown) {
      throw new NotUsable("server.host: there is no address " + server.host());
    }
  }

  private static HttpServer start(Parts parts, ServerSettings server) throws NotUsable {
    try {
      return parts.serve();
    } catch (RuntimeException failed) {
      LOG.log(Level.DEBUG, "the server did not start", failed);
      throw new NotUsable(
          "cannot listen on %s:%d; is the port taken?".formatted(server.host(), server.port()));
    }
  }
}
