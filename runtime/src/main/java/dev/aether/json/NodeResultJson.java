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
  static final SerializedString OUTPUT = new SerializedString("output");
  private static final SerializedString CACHE_ENTRY = new SerializedString("cache_entry");
  static final SerializedString STATE = new SerializedString("state");
  private static final SerializedString WARNINGS = new SerializedString("warnings");

  void write(NodeReport node) {
    out.writeStartObject();
    ReportParts.text(out, NODE_ID, node.node().id());
    if (outputs && node.output().isPresent()) {
      out.writeName(OUTPUT);
      perhapsKnown(shown(node.output().get()), node.cacheHit());
    }
    ReportParts.number(out, EXECUTION_TIME_MS, millis(node.time()));
    ReportParts.number(out, TOKEN_COST, node.tokensCharged());
    ReportParts.flag(out, CACHE_HIT, node.cacheHit());
    if (prompts) {
      node.details()
          .prompt()
          .ifPresent(prompt -> {
            out.writeName(RENDERED_PROMPT);
            perhapsKnown(prompt.hiding(Sensitivity.HIGH), node.cacheHit());
          });
    }
    Usage usage = node.details().completion().map(Completion::usage).orElse(Usage.NONE);
    ReportParts.number(out, ReportParts.INPUT_TOKENS, usage.input());
    ReportParts.number(out, ReportParts.OUTPUT_TOKENS, usage.output());
    if (usage.cacheRead() + usage.cacheWrite() > 0) {
      ReportParts.number(out, ReportParts.CACHE_READ_TOKENS, usage.cacheRead());
      ReportParts.number(out, ReportParts.CACHE_WRITE_TOKENS, usage.cacheWrite());
    }
    ReportParts.number(out, LEVEL, node.node().level());
    ReportParts.flag(out, TAINTED, node.node().tainted());
    node.output()
        .ifPresent(output -> ReportParts.text(out, SENSITIVITY, output.sensitivity().word()));
    ReportParts.number(out, ATTEMPTS, node.attempts());
    ReportParts.number(out, QUEUE_MS, millis(node.queued()));
    node.details()
        .completion()
        .ifPresent(answer -> {
          ReportParts.text(out, PROVIDER, answer.provider());
          ReportParts.text(out, MODEL, answer.model());
          ReportParts.text(out, CACHE, answer.source().word());
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
