package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.Cli.Parts;
import dev.aether.cli.Tools.SettingsOptions;
import dev.aether.config.CacheSetting;
import dev.aether.config.ExecutionSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.ServerSetting;
import dev.aether.config.Setting;
import dev.aether.config.TelemetrySetting;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.http.HttpServer;
import dev.aether.json.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Starts a server, has it do a little of everything, and ends: what the JVM sees meanwhile is what
/// its [ahead-of-time cache](https://openjdk.org/jeps/514) holds, so that later starts find their
/// classes loaded and linked. `./aether` calls it once after a build.
@Command(
    name = "rehearse",
    hidden = true,
    description = "Start a server, use it, and end: for the JVM's ahead-of-time cache.")
final class RehearseCommand implements Callable<Integer> {
  private static final int ROUNDS = 30;
  private final Tools tools;

  RehearseCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() throws NotUsable, InterruptedException {
    try {
      Path folder = Files.createTempDirectory("aether-rehearsal");
      try {
        rehearse(folder);
      } finally {
        try (var files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
      }
      return Exit.OK.code();
    } catch (IOException broken) {
      throw new NotUsable("cannot write to the temporary folder: " + broken.getMessage());
    }
  }

  private void rehearse(Path folder) throws NotUsable, InterruptedException {
    Map<Setting, String> flags =
        Map.of(
            ServerSetting.HOST, "127.0.0.1",
            ServerSetting.PORT, "0",
            LlmSetting.PROVIDER, "mock",
            CacheSetting.CACHE_STORE, "memory",
            TelemetrySetting.LOG_LEVEL, "error",
            ExecutionSetting.STORE, folder.resolve("executions.db").toString());
    try (Parts parts = tools.open(tools.settings(new SettingsOptions(), flags));
        HttpServer server = parts.serve();
        ServerClient client =
            ServerClient.at(URI.create("http://127.0.0.1:" + server.port() + "/"))) {
      for (int i = 0; i < ROUNDS; i++) {
        // Each flow twice: once as something new, once from the cache.
        Optional<Value> _ = client.post("execute", Optional.of(request(i / 2)));
      }
      for (String path : List.of("health", "readyz", "v1/executions", "cache/stats", "v1/live")) {
        Value _ = client.get(path);
      }
    }
  }

  private static Value request(int number) {
    String flow =
        """
        {"nodes": [
          {"id": "a", "prompt_template": "Say something of {{context.topic}}"},
          {"id": "b", "prompt_template": "And {{node.a.output}}"},
          {"id": "c", "node_type": "compute", "expression": "size(node.b.output) > 1"}]}
        """;
    return new Members()
        .put("dag", JsonText.JSON.parse(flow).orElseThrow())
        .put("context", new Members().put("topic", "trains" + number).end())
        .end();
  }
}
