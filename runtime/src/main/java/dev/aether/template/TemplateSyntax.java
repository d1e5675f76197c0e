package dev.aether.template;

import java.util.ArrayList;
import java.util.List;

/// Splits template text at its placeholders: `Hello {{context.name}}!` is text, placeholder, text.
///
/// A placeholder begins with `{{` and ends at the next `}}`; what stands between has no meaning
/// here. Anything else is the author's text, single braces included.
public final class TemplateSyntax {
  private TemplateSyntax() {}

  /// A run of template text.
  public sealed interface Token {}

  /// Text outside of placeholders; never empty.
  public record Words(String text) implements Token {}

  /// A placeholder.
  ///
  /// @param raw with its braces
  /// @param name what stands between them, without the spaces around it
  /// @param offset in characters, from the start of the template
  public record Placeholder(String raw, String name, int offset) implements Token {}

  /// A place where the text is no template.
  ///
  /// @param offset in characters, from the start of the template
  /// @param advice what to change
  public record Mistake(int offset, String advice) {}

  /// The tokens of a template, and its mistakes; with any mistake the tokens are incomplete.
  public record Split(List<Token> tokens, List<Mistake> mistakes) {}

  /// Splits the text; takes time linear in its length.
  public static Split split(String text) {
    List<Token> tokens = new ArrayList<>();
    List<Mistake> mistakes = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int open = text.indexOf("{{", from);
      if (open < 0) {
        tokens.add(new Words(text.substring(from)));
        break;
      }
      if (open > from) {
        tokens.add(new Words(text.substring(from, open)));
      }
      int close = text.indexOf("}}", open + 2);
      if (close < 0) {
        mistakes.add(
            new Mistake(
                open,
                "the '{{' is never closed; add '}}', or put literal braces into"
                    + " metadata.constants and write {{const.NAME}}"));
        break;
      }
      String name = text.substring(open + 2, close).strip();
      if (name.isEmpty()) {
        mistakes.add(
            new Mistake(open, "the placeholder is empty; name a value, as in {{context.topic}}"));
      } else if (name.contains("{{")) {
        mistakes.add(
            new Mistake(open, "a '{{' stands inside of a placeholder; close the first one"));
      } else {
        tokens.add(new Placeholder(text.substring(open, close + 2), name, open));
      }
      from = close + 2;
    }
    return new Split(tokens, mistakes);
  }
}
