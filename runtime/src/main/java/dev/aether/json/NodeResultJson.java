package dev.aether.json;

import dev.aether.engine.NodeOutput;
import dev.aether.engine.Report.NodeReport;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.template.Piece;
import dev.aether.template.Sensitivity;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;

/// Writes what became of each node. The names are encoded once: a report repeats them for each.
record NodeResultJson(JsonGenerator out, boolean prompts, boolean outputs) {
  private static final EncodedTexts ENCODED = new EncodedTexts();
  private static final SerializedString EXECUTION_TIME_MS =
      new SerializedString("execution_time_ms");
  private static final SerializedString TOKEN_COST = new SerializedString("token_cost");
  private static final SerializedString INPUT_TOKENS = new SerializedString("input_tokens");
  private static final SerializedString OUTPUT_TOKENS = new SerializedString("output_tokens");
  private static final SerializedString CACHE_READ_TOKENS =
      new SerializedString("cache_read_tokens");
  private static final SerializedString CACHE_WRITE_TOKENS =
      new SerializedString("cache_write_tokens");
  private static final SerializedString LEVEL = new SerializedString("level");
  static final SerializedString ATTEMPTS = new SerializedString("attempts");
  private static final SerializedString QUEUE_MS = new SerializedString("queue_ms");
  private static final SerializedString CACHE_HIT = new SerializedString("cache_hit");
  private static final SerializedString TAINTED = new SerializedString("tainted");
  private static final SerializedString NODE_ID = new SerializedString("node_id");
  private static final SerializedString RENDERED_PROMPT = new SerializedString("rendered_prompt");
  private static final SerializedString SENSITIVITY = new SerializedString("sensitivity");
  private static final SerializedString PROVIDER = new SerializedString("provider");
  private static final SerializedString MODEL = new SerializedString("model");
  private static final SerializedString CACHE = new SerializedString("cache");
  private static final SerializedString OUTPUT = new SerializedString("output");
  private static final SerializedString CACHE_ENTRY = new SerializedString("cache_entry");
  static final SerializedString STATE = new SerializedString("state");
  private static final SerializedString WARNINGS = new SerializedString("warnings");

  void write(NodeReport node) {
    out.writeStartObject();
    text(NODE_ID, node.node().id());
    if (outputs && node.output().isPresent()) {
      out.writeName(OUTPUT);
      perhapsKnown(shown(node.output().get()), node.cacheHit());
    }
    number(EXECUTION_TIME_MS, millis(node.time()));
    number(TOKEN_COST, node.tokensCharged());
    flag(CACHE_HIT, node.cacheHit());
    if (prompts) {
      node.details()
          .prompt()
          .ifPresent(prompt -> {
            out.writeName(RENDERED_PROMPT);
            perhapsKnown(prompt.hiding(Sensitivity.HIGH), node.cacheHit());
          });
    }
    Usage usage = node.details().completion().map(Completion::usage).orElse(Usage.NONE);
    number(INPUT_TOKENS, usage.input());
    number(OUTPUT_TOKENS, usage.output());
    if (usage.cacheRead() + usage.cacheWrite() > 0) {
      number(CACHE_READ_TOKENS, usage.cacheRead());
      number(CACHE_WRITE_TOKENS, usage.cacheWrite());
    }
    number(LEVEL, node.node().level());
    flag(TAINTED, node.node().tainted());
    node.output().ifPresent(output -> text(SENSITIVITY, output.sensitivity().word()));
    number(ATTEMPTS, node.attempts());
    number(QUEUE_MS, millis(node.queued()));
    node.details()
        .completion()
        .ifPresent(answer -> {
          text(PROVIDER, answer.provider());
          text(MODEL, answer.model());
          text(CACHE, answer.source().word());
          answer
              .match()
              .ifPresent(match -> {
                out.writeName(CACHE_ENTRY);
                JsonText.write(out, CacheEntryJson.of(match));
              });
        });
    ReportParts.cost(out, node.cost());
    strings(WARNINGS, node.details().warnings());
    ReportParts.findings(out, node.details().findings());
    out.writeEndObject();
  }

  /// An output, or what stands in its place.
  static void output(JsonGenerator out, NodeOutput output) {
    out.writeString(shown(output));
  }

  private static String shown(NodeOutput output) {
    return output.sensitivity() == Sensitivity.HIGH ? Piece.REDACTED : output.text();
  }

  /// @param again whether it has been written before
  private void perhapsKnown(String text, boolean again) {
    if (again && EncodedTexts.takes(text)) {
      out.writeString(ENCODED.of(text));
    } else {
      out.writeString(text);
    }
  }

  private void text(SerializedString name, String value) {
    out.writeName(name);
    out.writeString(value);
  }

  private void number(SerializedString name, long value) {
    out.writeName(name);
    out.writeNumber(value);
  }

  private void flag(SerializedString name, boolean value) {
    out.writeName(name);
    out.writeBoolean(value);
  }

  private void strings(SerializedString name, List<String> texts) {
    out.writeName(name);
    out.writeStartArray();
    texts.forEach(out::writeString);
    out.writeEndArray();
  }

  /// Whole milliseconds.
  static long millis(Duration duration) {
    return Math.round(duration.toNanos() / 1e6);
  }
}
