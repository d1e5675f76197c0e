package dev.aether.context;

import java.util.Map;

/// Writes a [Value] as JSON without any white space. Member order is kept, so equal values that
/// were built in the same order give the same bytes.
public final class CompactJson {
  private static final String HEX = "0123456789abcdef";

  private CompactJson() {}

  /// The value as one line of JSON.
  public static String of(Value value) {
    var out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  /// Appends the value as one line of JSON.
  public static void write(Value value, StringBuilder out) {
    switch (value) {
      case Value.Null _ -> out.append("null");
      case Value.Bool(var truth) -> out.append(truth);
      case Value.Num(var literal) -> out.append(literal);
      case Value.Text(var text) -> quote(text, out);
      case Value.Arr(var items) -> {
        char separator = '[';
        for (Value item : items) {
          out.append(separator);
          write(item, out);
          separator = ',';
        }
        out.append(items.isEmpty() ? "[]" : "]");
      }
      case Value.Obj(var members) -> {
        char separator = '{';
        for (Map.Entry<String, Value> member : members.entrySet()) {
          out.append(separator);
          quote(member.getKey(), out);
          out.append(':');
          write(member.getValue(), out);
          separator = ',';
        }
        out.append(members.isEmpty() ? "{}" : "}");
      }
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        out.append(text, written, i);
        escape(c, out);
        written = i + 1;
      }
    }
    out.append(text, written, text.length()).append('"');
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    }
  }
}
