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

/// Parts of a report that stand in it more than once.
final class ReportParts {
  private ReportParts() {}

  static void usage(JsonGenerator out, Usage usage) {
    out.writeObjectPropertyStart("usage");
    out.writeNumberProperty("input_tokens", usage.input());
    out.writeNumberProperty("output_tokens", usage.output());
    out.writeNumberProperty("cache_read_tokens", usage.cacheRead());
    out.writeNumberProperty("cache_write_tokens", usage.cacheWrite());
    out.writeNumberProperty("reasoning_tokens", usage.reasoning());
    out.writeNumberProperty("total_tokens", usage.total());
    if (usage.estimated()) {
      out.writeBooleanProperty("usage_estimated", true);
    }
    out.writeEndObject();
  }

  static void cost(JsonGenerator out, Optional<Cost> cost) {
    if (cost.isPresent()) {
      out.writeObjectPropertyStart("cost");
      out.writeStringProperty("amount", plain(cost.get().amount()));
      out.writeStringProperty("saved", plain(cost.get().saved()));
      out.writeStringProperty("currency", cost.get().currency());
      out.writeEndObject();
    }
  }

  /// Without an exponent. Most numbers have none, and remember how they are written.
  private static String plain(BigDecimal number) {
    String text = number.toString();
    return text.indexOf('E') < 0 ? text : number.toPlainString();
  }

  static void findings(JsonGenerator out, List<Noted> findings) {
    out.writeArrayPropertyStart("security");
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
