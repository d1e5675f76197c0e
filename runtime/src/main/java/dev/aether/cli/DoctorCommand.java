package dev.aether.cli;

import dev.aether.cache.CacheLayer;
import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.Cli.Parts;
import dev.aether.cli.Tools.SettingsOptions;
import dev.aether.config.ServerSettings;
import dev.aether.config.Settings;
import dev.aether.context.Value;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.RunOptions;
import dev.aether.execution.ExecutionRequest;
import dev.aether.execution.Executions.Ran;
import dev.aether.execution.RequestReader.Accepted;
import dev.aether.json.JsonText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Tries what a server would need.
@Command(name = "doctor", description = "Check that this machine and these settings can work.")
final class DoctorCommand implements Callable<Integer> {
  private static final String PROBE =
      """
      {"nodes": [{"id": "probe", "node_type": "compute", "expression": "1 + 1"}]}
      """;

  private final Tools tools;
  private boolean healthy = true;

  @Mixin SettingsOptions options = new SettingsOptions();

  DoctorCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() throws InterruptedException {
    say(
        true,
        "java",
        "%s, %d processors"
            .formatted(
                java.lang.Runtime.version(), java.lang.Runtime.getRuntime().availableProcessors()));
    try {
      Settings settings = tools.settings(options, Map.of());
      say(true, "settings", "sound");
      port(settings.server());
      try (Parts parts = tools.open(options)) {
        say(runs(parts), "engine", "runs a flow");
        Optional<String> contexts = parts.contexts().trouble();
        say(contexts.isEmpty(), "contexts", contexts.orElse("can be stored"));
        for (CacheLayer cache : parts.caches()) {
          say(
              cache.trouble().isEmpty(),
              cache.name() + " cache",
              cache.trouble().orElse("can be used"));
        }
      }
    } catch (NotUsable wrong) {
      say(false, "settings", String.valueOf(wrong.getMessage()));
    }
    return (healthy ? Exit.OK : Exit.FAILED).code();
  }

  private void port(ServerSettings server) {
    try (ServerSocket _ =
        new ServerSocket(server.port(), 1, InetAddress.getByName(server.host()))) {
      say(true, "port", "%s:%d is free".formatted(server.host(), server.port()));
    } catch (IOException taken) {
      say(false, "port", "%s:%d: %s".formatted(server.host(), server.port(), taken.getMessage()));
    }
  }

  private static boolean runs(Parts parts) throws InterruptedException {
    return JsonText.JSON.read(PROBE) instanceof JsonText.Parsed(var document)
        && parts.reader().readDag(document, Value.Obj.EMPTY, RunOptions.DEFAULT)
            instanceof Accepted(ExecutionRequest request)
        && parts.executions().run(request, _ -> {}) instanceof Ran(var report)
        && report.status() == ExecutionStatus.SUCCEEDED;
  }

  private void say(boolean good, String what, String how) {
    healthy &= good;
    tools.print("%-6s %-11s %s".formatted(good ? "ok" : "FAILED", what, how));
  }
}
