package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.Cli.Parts;
import dev.aether.cli.Tools.SettingsOptions;
import dev.aether.execution.RequestReader.Accepted;
import dev.aether.execution.RequestReader.Refused;
import dev.aether.json.PlanJson;
import dev.aether.workflow.Plan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Says everything that is wrong with a flow.
@Command(name = "validate", description = "Check a flow and list everything that is wrong with it.")
final class ValidateCommand implements Callable<Integer> {
  private final Tools tools;

  @Mixin SettingsOptions options = new SettingsOptions();

  @Parameters(index = "0", paramLabel = "FLOW.json", description = "The flow.")
  Path flow = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "text or json.",
      defaultValue = "text")
  Form form = Form.TEXT;

  enum Form {
    TEXT,
    JSON
  }

  ValidateCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() throws NotUsable {
    try (Parts parts = tools.open(options)) {
      return switch (FlowFile.read(flow, parts.reader())) {
        case Accepted(var request) -> valid(request.plan(), request.warnings());
        case Refused(var defects, var warnings) -> {
          tools.print(
              form == Form.JSON
                  ? new String(PlanJson.invalid(defects, warnings), StandardCharsets.UTF_8)
                  : FlowFile.sentences(flow, defects));
          yield Exit.INVALID_FLOW.code();
        }
      };
    } catch (FlowFile.Unreadable wrong) {
      tools.note("aether: " + wrong.getMessage());
      return Exit.INVALID_FLOW.code();
    }
  }

  private int valid(Plan plan, List<String> warnings) {
    if (form == Form.JSON) {
      tools.print(new String(PlanJson.valid(plan, warnings), StandardCharsets.UTF_8));
      return Exit.OK.code();
    }
    warnings.forEach(warning -> tools.note("warning: " + warning));
    tools.print(
        "%s is valid: %d nodes on %d levels, longest chain %s"
            .formatted(
                flow,
                plan.size(),
                plan.levels(),
                plan.size() == 0 ? "empty" : String.join(" -> ", PlanJson.criticalPath(plan))));
    return Exit.OK.code();
  }
}
