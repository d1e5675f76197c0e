package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.Cli.Parts;
import dev.aether.cli.Tools.SettingsOptions;
import dev.aether.console.ExecutionPage;
import dev.aether.context.Value;
import dev.aether.engine.ExecutionStatus;
import dev.aether.engine.NodeOutput;
import dev.aether.engine.Report;
import dev.aether.engine.Report.NodeReport;
import dev.aether.engine.RunOptions;
import dev.aether.execution.ExecutionRequest;
import dev.aether.execution.Executions;
import dev.aether.execution.RequestReader.Accepted;
import dev.aether.execution.RequestReader.Refused;
import dev.aether.json.JsonText;
import dev.aether.json.NodesJson;
import dev.aether.json.ReportJson;
import dev.aether.template.Piece;
import dev.aether.template.Sensitivity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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

  @Option(
      names = {"-c", "--set-context"},
      paramLabel = "KEY=VALUE",
      description = "One value of the context; user.name=Ada sets a nested one. May be repeated.")
  Map<String, String> values = Map.of();

  @Option(names = "--context", paramLabel = "FILE", description = "The context, a JSON object.")
  @Nullable Path contextFile;

  @Option(names = "--sequential", description = "One node at a time.")
  boolean sequential;

  @Option(
      names = "--timeout-ms",
      paramLabel = "MS",
      description = "Time limit of the whole execution.")
  @Nullable Integer timeoutMillis;

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
        case Accepted(var request) -> run(asked(request), parts.executions());
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

  private ExecutionRequest asked(ExecutionRequest request) throws NotUsable, FlowFile.Unreadable {
    Value.Obj context = request.context();
    if (contextFile != null) {
      if (!(FlowFile.json(contextFile) instanceof Value.Obj more)) {
        throw new NotUsable(contextFile + ": a context is a JSON object");
      }
      context = context.overlaidWith(more);
    }
    context = context.overlaidWith(ContextArguments.nested(values, context));
    RunOptions of = request.options();
    return new ExecutionRequest(
        request.plan(),
        context,
        request.contextId(),
        new RunOptions(
            of.sequential() || sequential,
            of.maxConcurrency(),
            timeoutMillis != null
                ? Optional.of(Duration.ofMillis(Math.max(1, timeoutMillis)))
                : of.timeout(),
            of.errorPolicy(),
            of.cache(),
            stream,
            of.tenant(),
            of.security()),
        request.include(),
        request.outlivesReader(),
        request.tags(),
        request.metadata(),
        request.warnings(),
        request.document(),
        request.trace());
  }

  private int run(ExecutionRequest request, Executions executions)
      throws InterruptedException, NotUsable {
    request.warnings().forEach(warning -> tools.note("warning: " + warning));
    var progress = new Progress(tools.host(), request.plan(), stream);
    var ended = new CountDownLatch(1);
    Thread here = Thread.currentThread();
    // Ctrl-C: the execution is cancelled and still reports; then the process ends with 130.
    Thread hook =
        Thread.ofPlatform()
            .unstarted(() -> {
              here.interrupt();
              try {
                ended.await();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
    java.lang.Runtime.getRuntime().addShutdownHook(hook);
    try {
      return switch (executions.run(request, progress)) {
        case Executions.Ran(var report) -> {
          show(report, request);
          keep(report, request);
          progress.summary(report);
          yield exit(report.status()).code();
        }
        case Executions.NoSuchContext(var id) ->
            throw new NotUsable("there is no stored context '" + id + "'");
        case Executions.ContextsDown(var trouble) ->
            throw new NotUsable("stored contexts cannot be read: " + trouble, Exit.UNREACHABLE);
        case Executions.NoRoom _, Executions.Draining _, Executions.StoreDown _ ->
            Exit.FAILED.code();
      };
    } finally {
      tools.host().out().flush();
      tools.host().err().flush();
      ended.countDown();
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

  private static Exit exit(ExecutionStatus status) {
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

  private static String shown(NodeOutput output) {
    return output.sensitivity() == Sensitivity.HIGH ? Piece.REDACTED : output.text();
  }

  /// The `-c` arguments as values.
  static final class ContextArguments {
    private ContextArguments() {}

    static Value.Obj nested(Map<String, String> arguments, Value.Obj base) {
      Value.Obj result = Value.Obj.EMPTY;
      for (Map.Entry<String, String> argument : arguments.entrySet()) {
        List<String> path = List.of(argument.getKey().split("\\.", -1));
        Value.Obj under = result.members().containsKey(path.getFirst()) ? result : base;
        result = result.overlaidWith(with(under, path, value(argument.getValue())));
      }
      return result;
    }

    /// Only the first member of the path, with the value put in below it.
    private static Value.Obj with(Value.Obj base, List<String> path, Value value) {
      Map<String, Value> one = new LinkedHashMap<>();
      if (path.size() == 1) {
        one.put(path.getFirst(), value);
      } else {
        Value.Obj below =
            base.members().get(path.getFirst()) instanceof Value.Obj there
                ? there
                : Value.Obj.EMPTY;
        one.put(
            path.getFirst(), below.overlaidWith(with(below, path.subList(1, path.size()), value)));
      }
      return new Value.Obj(one);
    }

    /// Numbers, booleans, lists and objects as JSON; everything else is text.
    private static Value value(String text) {
      return JsonText.JSON.parse(text).orElseGet(() -> new Value.Text(text));
    }
  }
}
