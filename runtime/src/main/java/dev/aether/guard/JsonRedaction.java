package dev.aether.guard;

import java.util.BitSet;
import java.util.List;

/// Takes what was found out of a JSON text so that it stays one: of a string the characters that
/// were found go, any other value goes as a whole and leaves a string. What stands between values
/// is of no value to anybody and stays.
public final class JsonRedaction {
  private final String json;
  private final BitSet found;
  private final String replacement;
  private final StringBuilder out = new StringBuilder();

  private JsonRedaction(String json, BitSet found, String replacement) {
    this.json = json;
    this.found = found;
    this.replacement = replacement;
  }

  /// The text with what was found replaced.
  ///
  /// @param json one document; of anything else, what is outside of quotes and numbers would stay
  /// @param findings of that text, in any order
  /// @param replacement what to put there; nothing that must be escaped in JSON
  public static String redact(String json, List<Finding> findings, String replacement) {
    var found = new BitSet();
    findings.forEach(finding -> found.set(finding.offset(), finding.end()));
    return new JsonRedaction(json, found, replacement).redacted();
  }

  private String redacted() {
    int at = 0;
    while (at < json.length()) {
      char c = json.charAt(at);
      if (c == '"') {
        at = string(at);
      } else if ("{}[],: \t\r\n".indexOf(c) >= 0) {
        out.append(c);
        at++;
      } else {
        at = literal(at);
      }
    }
    return out.toString();
  }

  /// @return the char after it
  private int string(int from) {
    out.append('"');
    boolean hiding = false;
    int at = from + 1;
    while (at < json.length() && json.charAt(at) != '"') {
      int next = Math.min(json.length(), at + width(at));
      boolean hide = hit(at, next);
      if (!hide) {
        out.append(json, at, next);
      } else if (!hiding) {
        out.append(replacement);
      }
      hiding = hide;
      at = next;
    }
    out.append('"');
    return at + 1;
  }

  /// An escape is one character, and goes or stays as one.
  private int width(int at) {
    if (json.charAt(at) != '\\') {
      return 1;
    }
    return json.startsWith("u", at + 1) ? 6 : 2;
  }

  private int literal(int from) {
    int to = from;
    while (to < json.length() && "{}[],:\" \t\r\n".indexOf(json.charAt(to)) < 0) {
      to++;
    }
    if (hit(from, to)) {
      out.append('"').append(replacement).append('"');
    } else {
      out.append(json, from, to);
    }
    return to;
  }

  private boolean hit(int from, int to) {
    boolean hit = false;
    for (int i = from; i < to; i++) {
      hit |= found.get(i);
    }
    return hit;
  }
}
