package dev.aether.json;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.PromptInspector.Noted;
import dev.aether.llm.Cost;
import dev.aether.llm.LlmResult.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;

/// Parts of a report that stand in it more than once.
final class ReportParts {
  static final SerializedString INPUT_TOKENS = new SerializedString("input_tokens");
  static final SerializedString OUTPUT_TOKENS = new SerializedString("output_tokens");
  static final SerializedString CACHE_READ_TOKENS = new SerializedString("cache_read_tokens");
  static final SerializedString CACHE_WRITE_TOKENS = new SerializedString("cache_write_tokens");
  private static final SerializedString REASONING_TOKENS = new SerializedString("reasoning_tokens");
  private static final SerializedString TOTAL_TOKENS = new SerializedString("total_tokens");
  private static final SerializedString AMOUNT = new SerializedString("amount");
  private static final SerializedString SAVED = new SerializedString("saved");
  private static final SerializedString CURRENCY = new SerializedString("currency");
  private static final SerializedString USAGE = new SerializedString("usage");
  private static final SerializedString COST = new SerializedString("cost");
  private static final SerializedString SECURITY = new SerializedString("security");

  private ReportParts() {}

  static void text(JsonGenerator out, SerializedString name, String value) {
    out.writeName(name);
    out.writeString(value);
  }

  static void number(JsonGenerator out, SerializedString name, long value) {
    out.writeName(name);
    out.writeNumber(value);
  }

  static void number(JsonGenerator out, SerializedString name, double value) {
    out.writeName(name);
    out.writeNumber(value);
  }

  static void flag(JsonGenerator out, SerializedString name, boolean value) {
    out.writeName(name);
    out.writeBoolean(value);
  }

  static void usage(JsonGenerator out, Usage usage) {
    out.writeName(USAGE);
    out.writeStartObject();
    number(out, INPUT_TOKENS, usage.input());
    number(out, OUTPUT_TOKENS, usage.output());
    number(out, CACHE_READ_TOKENS, usage.cacheRead());
    number(out, CACHE_WRITE_TOKENS, usage.cacheWrite());
    number(out, REASONING_TOKENS, usage.reasoning());
    number(out, TOTAL_TOKENS, usage.total());
    if (usage.estimated()) {
      out.writeBooleanProperty("usage_estimated", true);
    }
    out.writeEndObject();
  }

  static void cost(JsonGenerator out, Optional<Cost> cost) {
    if (cost.isPresent()) {
      out.writeName(COST);
      out.writeStartObject();
      text(out, AMOUNT, plain(cost.get().amount()));
      text(out, SAVED, plain(cost.get().saved()));
      text(out, CURRENCY, cost.get().currency());
      out.writeEndObject();
    }
  }

  /// Without an exponent. Most numbers have none, and remember how they are written.
  private static String plain(BigDecimal number) {
    String text = number.toString();
    return text.indexOf('E') < 0 ? text : number.toPlainString();
  }

  static void findings(JsonGenerator out, List<Noted> findings) {
    out.writeName(SECURITY);
    out.writeStartArray();
    findings.forEach(noted -> JsonText.write(out, finding(noted)));
    out.writeEndArray();
  }

  static Value findings(List<Noted> findings) {
    return new Value.Arr(findings.stream().map(ReportParts::finding).toList());
  }

  private static Value finding(Noted noted) {
    return new Members()
        .put("rule", noted.rule())
        .put("family", noted.finding().family().name().toLowerCase(Locale.ROOT))
        .put("score", Math.round(noted.finding().score() * 10_000) / 10_000.0)
        .put("origin", noted.place())
        .put("offset", noted.finding().offset())
        .put("view", noted.finding().view().name().toLowerCase(Locale.ROOT))
        .put("action", noted.action())
        .put("excerpt", noted.excerpt())
        .end();
  }
}
