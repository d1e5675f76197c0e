package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.Cli.Parts;
import dev.aether.cli.Tools.SettingsOptions;
import dev.aether.console.ExecutionPage;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.NodeOutput;
import dev.aether.engine.Report;
import dev.aether.engine.Report.NodeReport;
import dev.aether.execution.ExecutionRequest;
import dev.aether.execution.Executions;
import dev.aether.execution.RequestReader.Accepted;
import dev.aether.execution.RequestReader.Refused;
import dev.aether.json.NodesJson;
import dev.aether.json.ReportJson;
import dev.aether.template.Piece;
import dev.aether.template.Sensitivity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// One execution in this process.
@Command(name = "run", description = "Run a flow in this process, without a server.")
final class RunCommand implements Callable<Integer> {
  private final Tools tools;

  @Mixin SettingsOptions options = new SettingsOptions();

  @Parameters(
      index = "0",
      paramLabel = "FLOW.json",
      description =
          "The flow: the document alone, or a request {\"dag\", \"context\", \"options\"}.")
  Path flow = Path.of("");

  @Mixin RequestOptions request = new RequestOptions();

  @Option(names = "--stream", description = "Show the text of answers while it arrives.")
  boolean stream;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "text (the flow's output) or json (the whole report).",
      defaultValue = "text")
  ValidateCommand.Form form = ValidateCommand.Form.TEXT;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write the execution as a page in one file, to look at or to send.")
  @Nullable Path html;

  RunCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() throws NotUsable, InterruptedException {
    try (Parts parts = tools.open(options)) {
      return switch (FlowFile.read(flow, parts.reader())) {
        case Accepted(var request) -> run(this.request.of(request, stream), parts.executions());
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

  private int run(ExecutionRequest request, Executions executions)
      throws InterruptedException, NotUsable {
    request.warnings().forEach(warning -> tools.note("warning: " + warning));
    var progress = new Progress(tools.host(), request.plan(), stream);
    // Ctrl-C: the execution is cancelled and still reports; then the process ends.
    try (Interruption _ = Interruption.ofThisThread()) {
      return switch (executions.run(request, progress)) {
        case Executions.Ran(var report) -> {
          show(report, request);
          keep(report, request);
          progress.summary(report);
          tools.host().out().flush();
          tools.host().err().flush();
          yield exit(report.status()).code();
        }
        case Executions.NoSuchContext(var id) ->
            throw new NotUsable("there is no stored context '" + id + "'");
        case Executions.ContextsDown(var trouble) ->
            throw new NotUsable("stored contexts cannot be read: " + trouble, Exit.UNREACHABLE);
        case Executions.NoRoom _, Executions.Draining _, Executions.StoreDown _ ->
            Exit.FAILED.code();
      };
    }
  }

  private void keep(Report report, ExecutionRequest request) throws NotUsable {
    if (html == null) {
      return;
    }
    try {
      Files.write(html, ExecutionPage.ofConsole().of(NodesJson.all(report, request.include())));
    } catch (IOException unwritable) {
      throw new NotUsable("cannot write %s: %s".formatted(html, unwritable.getMessage()));
    }
  }

  static Exit exit(ExecutionStatus status) {
    return switch (status) {
      case SUCCEEDED -> Exit.OK;
      case FAILED -> Exit.FAILED;
      case CANCELLED -> Exit.INTERRUPTED;
      case TIMED_OUT -> Exit.TIMED_OUT;
    };
  }

  private void show(Report report, ExecutionRequest request) {
    if (form == ValidateCommand.Form.JSON) {
      tools.print(
          new String(
              ReportJson.write(
                  report,
                  request.include().prompts(),
                  request.include().outputs(),
                  request.warnings()),
              StandardCharsets.UTF_8));
      return;
    }
    Optional<NodeOutput> output = report.output();
    if (output.isPresent()) {
      tools.print(shown(output.get()));
      return;
    }
    List<NodeReport> sinks =
        report.results().stream().filter(node -> node.node().dependents().size() == 0).toList();
    for (NodeReport sink : sinks) {
      sink.output()
          .ifPresent(text -> tools.print("%s: %s".formatted(sink.node().id(), shown(text))));
    }
  }

  /// An output as people may see it.
  static String shown(NodeOutput output) {
    return output.sensitivity() == Sensitivity.HIGH ? Piece.REDACTED : output.text();
  }
}
