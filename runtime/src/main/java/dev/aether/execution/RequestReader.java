package dev.aether.execution;

import dev.aether.context.ContextStore;
import dev.aether.context.Value;
import dev.aether.engine.RunOptions;
import dev.aether.execution.ExecutionRequest.Include;
import dev.aether.llm.Call.Mode;
import dev.aether.workflow.DagReader;
import dev.aether.workflow.Defect;
import dev.aether.workflow.FlowReader;
import dev.aether.workflow.FlowReader.Flow;
import dev.aether.workflow.ObjectFields;
import dev.aether.workflow.ObjectFields.Findings;
import dev.aether.workflow.Planner;
import dev.aether.workflow.Protection;
import dev.aether.workflow.ProtectionReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads the body `{"dag", "context", "options"}` to a request that can run, or to everything that
/// is wrong with it.
public final class RequestReader {
  private static final Map<String, Mode> CACHE_MODES = ObjectFields.words(Mode.class);
  private static final int MOST_TAGS = 50;

  private final FlowReader flows;
  private final Function<FlowText, Optional<Flow>> texts;

  /// What came of reading.
  public sealed interface Reading {}

  /// The request can run.
  public record Accepted(ExecutionRequest request) implements Reading {}

  /// The request cannot run.
  ///
  /// @param warnings what would have been warned about besides
  public record Refused(List<Defect> defects, List<String> warnings) implements Reading {
    /// Copies the lists.
    public Refused {
      defects = List.copyOf(defects);
      warnings = List.copyOf(warnings);
    }
  }

  /// @param flows reads what stands in `dag`
  /// @param texts the same as it was sent; nothing if that is no JSON
  public RequestReader(FlowReader flows, Function<FlowText, Optional<Flow>> texts) {
    this.flows = flows;
    this.texts = texts;
  }

  /// Reads what stands in `dag`; nothing if that is no JSON.
  public Optional<Flow> flow(byte[] utf8) {
    return texts.apply(new FlowText(utf8));
  }

  /// Reads a request body.
  ///
  /// @param tenant on whose behalf it will run
  public Reading read(Value body, String tenant) {
    return read(body, Optional.empty(), tenant);
  }

  /// Reads a request body whose flow has been read.
  ///
  /// @param rest of the body
  /// @param tenant on whose behalf it will run
  public Reading read(Value.Obj rest, Flow flow, String tenant) {
    return read(rest, Optional.of(flow), tenant);
  }

  private Reading read(Value body, Optional<Flow> flow, String tenant) {
    var findings = new Findings();
    var fields = ObjectFields.of(body, "", findings);
    var options = new OptionsReader(findings);
    fields.object("options").ifPresent(options::read);
    Value.Obj context = object(fields, "context", findings);
    if (flow.isEmpty() && !fields.has(FlowText.MEMBER)) {
      findings
          .defects()
          .add(new Defect.MissingField("/dag", "the request needs a 'dag', the flow to run"));
    }
    Optional<Flow> dag =
        flow.or(() ->
            fields
                .value(FlowText.MEMBER)
                .map(value -> flows.read(FlowReader.Source.of(value, FlowText.POINTER))));
    fields.end();
    return finish(dag, context, options, findings, tenant);
  }

  /// Reads a document that stands by itself: a flow without a request around it.
  public Reading readDag(Value document, Value.Obj context, RunOptions options) {
    var findings = new Findings();
    var reader = new OptionsReader(findings);
    Flow dag = flows.read(FlowReader.Source.of(document, ""));
    return switch (finish(Optional.of(dag), context, reader, findings, "")) {
      case Accepted(var request) -> new Accepted(request.with(options));
      case Refused refused -> refused;
    };
  }

  private static Reading finish(
      Optional<Flow> dag,
      Value.Obj context,
      OptionsReader options,
      Findings findings,
      String tenant) {
    List<Defect> defects = new ArrayList<>(findings.defects());
    List<String> warnings = new ArrayList<>();
    findings.unknownPointers().forEach(pointer -> warnings.add(unknown(pointer)));
    if (dag.isEmpty()) {
      return new Refused(defects, warnings);
    }
    dag.get().reading().unknownPointers().forEach(pointer -> warnings.add(unknown(pointer)));
    return switch (dag.get().planning()) {
      case Planner.Refused(var more) -> {
        defects.addAll(more);
        yield new Refused(defects, warnings);
      }
      case Planner.Planned _ when !defects.isEmpty() -> new Refused(defects, warnings);
      case Planner.Planned(var plan) ->
          new Accepted(
              new ExecutionRequest(
                  plan,
                  context,
                  options.contextId,
                  options.runOptions(tenant),
                  options.include,
                  options.outlivesReader,
                  options.tags,
                  options.metadata,
                  warnings,
                  dag.get().document(),
                  Optional.empty()));
    };
  }

  private static String unknown(String pointer) {
    return "%s is not known and was ignored".formatted(pointer);
  }

  private static Value.Obj object(ObjectFields fields, String name, Findings findings) {
    return switch (fields.value(name).orElse(Value.Obj.EMPTY)) {
      case Value.Obj object -> object;
      case Value other -> {
        findings
            .defects()
            .add(
                new Defect.InvalidValue(
                    fields.at(name), "expected an object, found " + other.kind()));
        yield Value.Obj.EMPTY;
      }
    };
  }

  /// The `options` of a request.
  private static final class OptionsReader {
    private final Findings findings;
    private RunOptions run = RunOptions.DEFAULT;
    private Optional<String> contextId = Optional.empty();
    private Include include = Include.ALL;
    private boolean outlivesReader;
    private List<String> tags = List.of();
    private Value.Obj metadata = Value.Obj.EMPTY;

    OptionsReader(Findings findings) {
      this.findings = findings;
    }

    void read(ObjectFields fields) {
      run =
          new RunOptions(
              fields.bool("sequential", false),
              fields.integer("max_concurrency", 1).orElse(Integer.MAX_VALUE),
              fields.millis("timeout_ms", 1),
              fields.oneOf("error_policy", DagReader.errorPolicies()),
              fields.oneOf("cache", CACHE_MODES).orElse(Mode.DEFAULT),
              false,
              "",
              fields
                  .object("security")
                  .map(ProtectionReader::read)
                  .orElse(Protection.Asked.NOTHING));
      contextId = fields.string("context_id").filter(id -> !id.isEmpty());
      if (contextId.isPresent() && contextId.get().length() > ContextStore.Key.MOST_CHARS) {
        findings
            .defects()
            .add(
                new Defect.LimitExceeded(
                    fields.at("context_id"),
                    "characters",
                    contextId.get().length(),
                    ContextStore.Key.MOST_CHARS));
      }
      fields
          .strings("include")
          .ifPresent(
              names -> include = new Include(names.contains("prompts"), names.contains("outputs")));
      tags = fields.strings("tags").orElse(List.of());
      if (tags.size() > MOST_TAGS) {
        findings
            .defects()
            .add(new Defect.LimitExceeded(fields.at("tags"), "tags", tags.size(), MOST_TAGS));
      }
      metadata = object(fields, "metadata", findings);
      outlivesReader =
          fields.oneOf("on_disconnect", Map.of("cancel", false, "continue", true)).orElse(false);
      fields.end();
    }

    RunOptions runOptions(String tenant) {
      return run.of(tenant);
    }
  }
}
