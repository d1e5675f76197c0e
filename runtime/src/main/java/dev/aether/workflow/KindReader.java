package dev.aether.workflow;

import dev.aether.context.Value;
import dev.aether.workflow.Node.CacheHint;
import dev.aether.workflow.ObjectFields.Findings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the part of a node that depends on its `node_type`.
final class KindReader {
  /// The members that some kind of node has; on another kind they mean nothing, and are no mistake.
  static final String[] FIELDS = {
    "prompt",
    "prompt_template",
    "system_prompt",
    "model",
    "temperature",
    "max_tokens",
    "cache_key_inputs",
    "output_schema",
    "cache",
    "fallback_models",
    "expression",
    "source_location",
    "security"
  };

  private enum Type {
    LLM_FN,
    COMPUTE,
    CONDITIONAL,
    INPUT,
    OUTPUT
  }

  private static final Map<String, Type> TYPES = ObjectFields.words(Type.class);
  private static final Map<String, CacheHint.Mode> MODES = ObjectFields.words(CacheHint.Mode.class);

  private final ObjectFields fields;
  private final Findings findings;
  private final Limits limits;

  KindReader(ObjectFields fields, Findings findings, Limits limits) {
    this.fields = fields;
    this.findings = findings;
    this.limits = limits;
  }

  Node.Kind kind() {
    Type type = fields.oneOf("node_type", TYPES).orElse(Type.LLM_FN);
    return switch (type) {
      case LLM_FN -> llmFn();
      case COMPUTE -> compute();
      case CONDITIONAL -> {
        if (fields.lacks("expression")) {
          missing("expression", "a conditional node needs an 'expression' that is true or false");
        }
        yield new Node.Conditional(text("expression").orElse("true"));
      }
      case INPUT -> new Node.Input();
      case OUTPUT -> new Node.Output(prompt());
    };
  }

  private Node.Kind llmFn() {
    Optional<String> prompt = prompt();
    if (fields.lacks("prompt_template") && fields.lacks("prompt")) {
      missing("prompt_template", "an llm_fn node needs a 'prompt_template'");
    }
    Optional<Value.Obj> schema =
        fields.value("output_schema").flatMap(value -> schema(value, fields.at("output_schema")));
    return new Node.LlmFn(
        prompt.orElse(""),
        text("system_prompt"),
        fields.string("model").filter(model -> !model.isBlank()),
        fields.number("temperature", 0, Double.MAX_VALUE),
        fields.integer("max_tokens", 1),
        fields.strings("cache_key_inputs").map(List::copyOf),
        schema,
        fields.object("cache").map(this::cache).orElse(CacheHint.NONE),
        fields.strings("fallback_models").map(List::copyOf).orElse(List.of()),
        fields.object("security").map(ProtectionReader::read).orElse(Protection.Asked.NOTHING));
  }

  private Optional<Value.Obj> schema(Value value, String place) {
    if (value instanceof Value.Obj schema) {
      return Optional.of(schema);
    }
    findings
        .defects()
        .add(new Defect.InvalidValue(place, "expected a JSON Schema, found " + value.kind()));
    return Optional.empty();
  }

  private Node.Kind compute() {
    Optional<String> expression = text("expression");
    Optional<String> template = prompt();
    if (fields.lacks("expression") && fields.lacks("prompt_template") && fields.lacks("prompt")) {
      missing("expression", "a compute node needs an 'expression' or a 'prompt_template'");
    }
    return new Node.Compute(expression, template);
  }

  private CacheHint cache(ObjectFields cache) {
    OptionalInt seconds = cache.integer("ttl_seconds", 1);
    var hint =
        new CacheHint(
            cache.oneOf("mode", MODES),
            seconds.isPresent()
                ? Optional.of(Duration.ofSeconds(seconds.getAsInt()))
                : Optional.empty(),
            cache.number("max_error_rate", 0, 1),
            cache.strings("semantic_inputs").map(List::copyOf).orElse(List.of()),
            cache.bool("any_temperature", false));
    cache.end();
    return hint;
  }

  private Optional<String> prompt() {
    Optional<String> template = text("prompt_template");
    Optional<String> legacy = text("prompt");
    return template.or(() -> legacy);
  }

  private Optional<String> text(String name) {
    Optional<String> text = fields.string(name);
    if (text.isPresent() && text.get().length() > limits.templateChars()) {
      findings
          .defects()
          .add(
              new Defect.LimitExceeded(
                  fields.at(name), "characters", text.get().length(), limits.templateChars()));
      return Optional.empty();
    }
    return text;
  }

  private void missing(String name, String advice) {
    findings.defects().add(new Defect.MissingField(fields.at(name), advice));
  }
}
