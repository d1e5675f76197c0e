package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.Cli.Parts;
import dev.aether.cli.Tools.SettingsOptions;
import dev.aether.execution.RequestReader.Accepted;
import dev.aether.execution.RequestReader.Refused;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Draws a flow.
@Command(name = "graph", description = "Draw a flow as text, Mermaid or Graphviz.")
final class GraphCommand implements Callable<Integer> {
  private final Tools tools;

  @Mixin SettingsOptions options = new SettingsOptions();

  @Parameters(index = "0", paramLabel = "FLOW.json", description = "The flow.")
  Path flow = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text, mermaid or dot.",
      defaultValue = "text")
  GraphText.Format format = GraphText.Format.TEXT;

  GraphCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() throws NotUsable {
    try (Parts parts = tools.open(options)) {
      return switch (FlowFile.read(flow, parts.reader())) {
        case Accepted(var request) -> {
          tools.print(GraphText.of(request.plan(), format));
          yield Exit.OK.code();
        }
        case Refused(var defects, _) -> {
          tools.note(FlowFile.sentences(flow, defects));
          yield Exit.INVALID_FLOW.code();
        }
      };
    } catch (FlowFile.Unreadable wrong) {
      tools.note("aether: " + wrong.getMessage());
      return Exit.INVALID_FLOW.code();
    }
  }
}
