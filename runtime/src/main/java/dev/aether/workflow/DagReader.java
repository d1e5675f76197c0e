package dev.aether.workflow;

import dev.aether.context.Value;
import dev.aether.llm.RetryPolicy;
import dev.aether.template.RenderPolicy;
import dev.aether.template.Sensitivity;
import dev.aether.workflow.Node.Hints;
import dev.aether.workflow.Node.When;
import dev.aether.workflow.ObjectFields.Findings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a document to a [Dag]. Every value that does not fit is a defect; the rest of the document
/// is read all the same, so that all defects are found at once.
public final class DagReader {
  /// The major versions of the document format that can be read, for people.
  public static final String SUPPORTED_VERSIONS = "1.x";

  private static final Map<String, ErrorPolicy> ERROR_POLICIES =
      Map.of(
          "fail", ErrorPolicy.FAIL,
          "fail_fast", ErrorPolicy.FAIL,
          "skip", ErrorPolicy.SKIP,
          "collect", ErrorPolicy.SKIP,
          "partial", ErrorPolicy.SKIP,
          "retry", ErrorPolicy.RETRY);
  private static final Map<String, TemplateRef.Kind> REF_KINDS =
      ObjectFields.words(TemplateRef.Kind.class);
  private static final Map<String, Sensitivity> SENSITIVITIES =
      ObjectFields.words(Sensitivity.class);
  private static final Map<String, RetryPolicy.Strategy> STRATEGIES =
      ObjectFields.words(RetryPolicy.Strategy.class);

  private final Limits limits;
  private final Findings findings = new Findings();

  private DagReader(Limits limits) {
    this.limits = limits;
  }

  /// What a document says, as far as it could be read.
  ///
  /// @param defects in document order; with any, the flow must not run
  /// @param unknownPointers members that mean nothing here
  public record Reading(
      Dag dag, String pointer, List<Defect> defects, List<String> unknownPointers) {
    /// Copies the lists.
    public Reading {
      defects = List.copyOf(defects);
      unknownPointers = List.copyOf(unknownPointers);
    }
  }

  /// The error policies by the words that documents and requests use for them.
  public static Map<String, ErrorPolicy> errorPolicies() {
    return ERROR_POLICIES;
  }

  /// Reads a document.
  ///
  /// @param pointer where in the request the document stands: `/dag`, or empty
  public static Reading read(Value document, String pointer, Limits limits) {
    var reader = new DagReader(limits);
    Dag dag = reader.dag(ObjectFields.of(document, pointer, reader.findings));
    return new Reading(dag, pointer, reader.findings.defects(), reader.findings.unknownPointers());
  }

  private Dag dag(ObjectFields fields) {
    String version = fields.string("schema_version").orElse("1.0");
    if (!version.equals("1") && !version.startsWith("1.")) {
      findings
          .defects()
          .add(new Defect.UnsupportedSchemaVersion(fields.at("schema_version"), version));
    }
    Dag.Metadata metadata = fields.object("metadata").map(this::metadata).orElse(Dag.Metadata.NONE);
    List<Node> nodes = new ArrayList<>();
    if (fields.value("nodes").orElse(Value.Null.NULL) instanceof Value.Arr(var items)
        && items.size() > limits.nodes()) {
      findings
          .defects()
          .add(new Defect.LimitExceeded(fields.at("nodes"), "nodes", items.size(), limits.nodes()));
    } else if (fields.lacks("nodes")) {
      findings
          .defects()
          .add(new Defect.MissingField(fields.at("nodes"), "a flow needs its list of 'nodes'"));
    } else {
      fields.eachItem("nodes", (at, place, item) -> node(at, place, item).ifPresent(nodes::add));
    }
    fields.end();
    return new Dag(version, metadata, nodes);
  }

  private Dag.Metadata metadata(ObjectFields fields) {
    List<Dag.Input> inputs = new ArrayList<>();
    fields.eachItem(
        "inputs",
        (_, place, item) -> {
          var input = ObjectFields.of(item, place, findings);
          Optional<String> name = required(input, "name", "an input needs a 'name'");
          Optional<String> type = input.string("type");
          boolean mandatory = input.bool("required", false);
          Optional<Value> otherwise = input.value("default_value");
          name.ifPresent(n -> inputs.add(new Dag.Input(n, type, mandatory, otherwise)));
          input.end();
        });
    var metadata =
        new Dag.Metadata(
            fields.string("flow_name"),
            fields.string("source_file"),
            fields.string("compiler_version"),
            fields.string("compiled_at"),
            inputs,
            fields.string("output_type"),
            fields.stringMap("constants"));
    fields.end();
    return metadata;
  }

  private Optional<Node> node(int position, String place, Value item) {
    var fields = ObjectFields.of(item, place, findings);
    Optional<String> id = required(fields, "id", "every node needs an 'id'");
    if (id.isPresent() && (id.get().isEmpty() || id.get().length() > 256)) {
      findings
          .defects()
          .add(new Defect.InvalidValue(fields.at("id"), "an id has 1 to 256 characters"));
    }
    Node.Kind kind = new KindReader(fields, findings, limits).kind();
    String name = id.orElse("");
    var node =
        new Node(
            position,
            name,
            fields.string("name").orElse(name),
            kind,
            fields.has("prompt") && !fields.has("prompt_template") ? "prompt" : "prompt_template",
            refs(fields),
            fields.strings("dependencies").orElse(List.of()),
            fields.object("when").flatMap(this::when),
            fields.object("render_policy").map(this::renderPolicy).orElse(RenderPolicy.OPEN),
            fields.object("execution_hints").map(this::hints).orElse(Hints.NONE),
            fields.millis("timeout_ms", 1),
            fields.string("return_type"),
            fields.oneOf("output_sensitivity", SENSITIVITIES));
    fields.end(KindReader.FIELDS);
    return id.map(_ -> node);
  }

  private Optional<String> required(ObjectFields fields, String name, String advice) {
    if (fields.lacks(name)) {
      findings.defects().add(new Defect.MissingField(fields.at(name), advice));
    }
    return fields.string(name);
  }

  private List<TemplateRef> refs(ObjectFields node) {
    if (!node.has("template_refs")) {
      return List.of();
    }
    List<TemplateRef> refs = new ArrayList<>();
    node.eachItem(
        "template_refs",
        (_, place, item) -> {
          var fields = ObjectFields.of(item, place, findings);
          Optional<String> raw =
              required(fields, "raw", "a template ref needs 'raw', the placeholder it describes");
          Optional<TemplateRef.Kind> kind = fields.oneOf("kind", REF_KINDS);
          if (fields.lacks("kind")) {
            findings
                .defects()
                .add(new Defect.MissingField(fields.at("kind"), "a template ref needs a 'kind'"));
          }
          Optional<String> folded = fields.value("folded_value").map(Value::asText);
          var path = fields.strings("path").orElse(List.of());
          var nodeId = fields.string("node_id");
          var field = fields.string("field");
          boolean needed = fields.bool("required", true);
          var sensitivity = fields.oneOf("sensitivity", SENSITIVITIES);
          fields.end("provenance");
          if (raw.isPresent() && kind.isPresent()) {
            refs.add(
                new TemplateRef(
                    raw.get(), kind.get(), path, nodeId, field, needed, sensitivity, folded));
          }
        });
    return refs;
  }

  private Optional<When> when(ObjectFields fields) {
    Optional<String> node = required(fields, "node", "'when' needs the id of a conditional 'node'");
    boolean is = fields.bool("is", true);
    if (fields.lacks("is")) {
      findings
          .defects()
          .add(new Defect.MissingField(fields.at("is"), "'when' needs 'is': true or false"));
    }
    fields.end();
    return node.map(id -> new When(id, is));
  }

  private RenderPolicy renderPolicy(ObjectFields fields) {
    var policy =
        new RenderPolicy(
            fields.strings("allowed_context_keys").orElse(List.of()),
            fields.strings("redact_keys").orElse(List.of()),
            fields.bool("escape_html", false),
            fields.integer("max_value_length", 0).orElse(0));
    fields.end();
    return policy;
  }

  private Hints hints(ObjectFields fields) {
    var hints =
        new Hints(
            fields.string("parallel_group"),
            fields.integer("max_concurrency", 1),
            fields.oneOf("error_policy", ERROR_POLICIES),
            fields.bool("barrier", false),
            fields.integer("priority", -Integer.MAX_VALUE).orElse(0),
            fields.object("retry").map(this::retry));
    fields.end();
    return hints;
  }

  private RetryPolicy retry(ObjectFields fields) {
    RetryPolicy usual = RetryPolicy.DEFAULT;
    Duration base = fields.millis("base_delay_ms", 0).orElse(usual.baseDelay());
    var retry =
        new RetryPolicy(
            fields.integer("max_attempts", 1).orElse(usual.maxAttempts()),
            base,
            fields.oneOf("strategy", STRATEGIES).orElse(usual.strategy()),
            fields.millis("max_delay_ms", 0).orElse(usual.maxDelay()));
    fields.end();
    return retry;
  }
}
