package dev.aether.bench.guard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/// Makes up texts from a phrase grammar, whose format stands at the head of `attacks.txt`.
final class Grammar {
  private static final int DEEPEST = 12;

  private final Map<String, List<String>> sections = new LinkedHashMap<>();

  static Grammar read(String resource) {
    try (InputStream in = Grammar.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + resource);
      }
      return new Grammar(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Grammar(List<String> lines) {
    List<String> current = new ArrayList<>(); // what stands before the first section is a comment
    for (String line : lines) {
      if (line.startsWith("[") && isName(line.substring(1, Math.max(line.length() - 1, 1)))) {
        current =
            sections.computeIfAbsent(line.substring(1, line.length() - 1), _ -> new ArrayList<>());
      } else if (!line.isBlank()) {
        current.add(line.replace("\\n", "\n"));
      }
    }
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '_' || c == '/');
  }

  /// The sections that stand for a family of texts.
  List<String> families() {
    return sections.keySet().stream().filter(name -> name.contains("/")).toList();
  }

  /// All lines of all sections.
  List<String> lines() {
    return sections.values().stream().flatMap(List::stream).toList();
  }

  /// A line with one of its own alternatives in each place and NUL for what other sections put in.
  static String alternative(String line, SplittableRandom random) {
    return expand(line, random, _ -> "\0");
  }

  String text(String section, SplittableRandom random) {
    return section(section, random, 0);
  }

  private String section(String name, SplittableRandom random, int depth) {
    List<String> alternatives = sections.get(name);
    if (alternatives == null || depth > DEEPEST) {
      throw new IllegalArgumentException("no section, or one inside itself: " + name);
    }
    return expand(
        alternatives.get(random.nextInt(alternatives.size())),
        random,
        inner -> section(inner, random, depth + 1));
  }

  private static String expand(
      String pattern, SplittableRandom random, UnaryOperator<String> sections) {
    var text = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      int end = c == '{' ? pattern.indexOf('}', i) : c == '(' ? pattern.indexOf(')', i) : -1;
      String inside = end < 0 ? "" : pattern.substring(i + 1, end);
      if (c == '{' && isName(inside)) {
        text.append(sections.apply(inside));
        i = end + 1;
      } else if (c == '(' && inside.contains("|") && inside.indexOf('(') < 0) {
        String[] choices = inside.split("\\|", -1);
        text.append(expand(choices[random.nextInt(choices.length)], random, sections));
        i = end + 1;
      } else {
        text.append(c);
        i++;
      }
    }
    return text.toString();
  }
}
