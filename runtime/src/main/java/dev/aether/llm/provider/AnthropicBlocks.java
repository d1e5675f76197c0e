package dev.aether.llm.provider;

import dev.aether.context.Value;
import dev.aether.context.Value.Arr;
import dev.aether.context.Value.Obj;
import dev.aether.context.Value.Text;
import dev.aether.llm.Prefix;
import dev.aether.llm.Prefix.Life;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A text as Anthropic takes it: whole, or in blocks, some of which end with a mark for the prefix
/// cache. The blocks joined are the text.
///
/// A text with a mark is cut at every proposed place, marked or not: the provider compares blocks,
/// and other calls with the same beginning may have marks at other places.
final class AnthropicBlocks {
  private AnthropicBlocks() {}

  /// The system prompt; place 0 of the prompt is its end.
  static Value system(String text, Prefix prefix) {
    return prefix.marks().contains(0)
        ? new Arr(List.of(block(text, true, prefix.life())))
        : new Text(text);
  }

  static Value prompt(String text, Prefix prefix) {
    if (prefix.marks().isEmpty()) {
      return new Text(text);
    }
    List<Value> blocks = new ArrayList<>();
    int from = 0;
    for (Prefix.Cut cut : prefix.cuts()) {
      String part = text.substring(from, Math.min(cut.chars(), text.length()));
      boolean rest = text.substring(from + part.length()).isBlank();
      if (!part.isBlank() && !rest) { // a blank block would be refused
        blocks.add(block(part, prefix.marks().contains(cut.chars()), prefix.life()));
        from += part.length();
      }
    }
    blocks.add(block(text.substring(from), prefix.marks().contains(text.length()), prefix.life()));
    return new Arr(blocks);
  }

  private static Obj block(String text, boolean marked, Life life) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put("type", new Text("text"));
    members.put("text", new Text(text));
    if (marked) {
      Map<String, Value> control = new LinkedHashMap<>();
      control.put("type", new Text("ephemeral"));
      if (life == Life.HOUR) {
        control.put("ttl", new Text("1h"));
      }
      members.put("cache_control", new Obj(control));
    }
    return new Obj(members);
  }
}
