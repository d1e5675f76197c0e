package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.context.Value;
import dev.aether.engine.RunOptions;
import dev.aether.execution.ExecutionRequest;
import dev.aether.json.JsonText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of every command that runs a flow: what it runs with.
final class RequestOptions {
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
      description = "Time limit of a whole execution.")
  @Nullable Integer timeoutMillis;

  /// The request as these options change it.
  ///
  /// @param streamed whether somebody watches texts as they come
  ExecutionRequest of(ExecutionRequest request, boolean streamed)
      throws NotUsable, FlowFile.Unreadable {
    Value.Obj context = request.context();
    if (contextFile != null) {
      if (!(FlowFile.json(contextFile) instanceof Value.Obj more)) {
        throw new NotUsable(contextFile + ": a context is a JSON object");
      }
      context = context.overlaidWith(more);
    }
    RunOptions of = request.options();
    return request
        .overlaidWith(context.overlaidWith(ContextArguments.nested(values, context)))
        .with(
            new RunOptions(
                of.sequential() || sequential,
                of.maxConcurrency(),
                timeoutMillis != null
                    ? Optional.of(Duration.ofMillis(Math.max(1, timeoutMillis)))
                    : of.timeout(),
                of.errorPolicy(),
                of.cache(),
                streamed,
                of.tenant(),
                of.security()));
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
