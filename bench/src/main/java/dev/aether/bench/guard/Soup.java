package dev.aether.bench.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Makes up text as programs, settings and tables have it: the words of attacks and others, one
/// beside the other as names, calls, keys and cells, without the order that would make them speak.
final class Soup {
  private static final List<String> OTHERS =
      List.of(
          "line", "file", "self", "value", "key", "x", "name", "path", "list", "index", "count",
          "return", "if", "else", "for", "in", "not", "is", "the", "a", "of", "to", "or", "and",
          "none", "true", "false", "null", "int", "string", "size", "node", "item", "raw",
          "capital", "letter", "type", "args", "test", "assert", "equal", "import", "from", "my",
          "sub", "use", "package", "version", "option", "default", "config", "output", "input",
          "with", "as");

  private final List<String> words = new ArrayList<>();

  Soup() {
    for (String line : Lines.of("/dev/aether/guard/lexicon.txt")) {
      if (line.startsWith("en ")) {
        Arrays.stream(line.substring(3).split(",", -1))
            .map(word -> word.strip().replace("*", ""))
            .filter(word -> word.indexOf(' ') < 0 && !word.isEmpty())
            .forEach(words::add);
      }
    }
  }

  String text(SplittableRandom random) {
    var text = new StringBuilder();
    int lines = 2 + random.nextInt(12);
    int style = random.nextInt(4);
    for (int line = 0; line < lines; line++) {
      text.append(line(style == 3 ? random.nextInt(3) : style, random)).append('\n');
    }
    return text.toString();
  }

  private String line(int style, SplittableRandom random) {
    return switch (style) {
      case 0 -> code(random);
      case 1 -> setting(random);
      default -> cells(random);
    };
  }

  private String code(SplittableRandom random) {
    String name = name(random);
    return switch (random.nextInt(8)) {
      case 0 -> "  " + name + " = " + name(random) + "." + word(random) + "(" + name(random) + ")";
      case 1 -> "    if " + name + " == \"" + word(random) + "\": return " + name(random);
      case 2 -> "  # " + word(random) + " " + word(random) + " " + name;
      case 3 ->
          word(random) + " $" + word(random) + ", $" + word(random) + ", $" + word(random) + ";";
      case 4 -> "self.assertEqual(" + name + "." + word(random) + ", \"" + word(random) + "\")";
      case 5 -> "  '" + word(random) + "' => '" + word(random) + " " + word(random) + "',";
      case 6 -> "sub " + name + " { my ($" + word(random) + ", $" + word(random) + ") = @_; }";
      default -> "import " + word(random) + "." + word(random) + "." + name + ";";
    };
  }

  private String setting(SplittableRandom random) {
    String value = word(random) + (random.nextBoolean() ? " " + word(random) : "");
    return switch (random.nextInt(4)) {
      case 0 -> word(random) + "." + name(random) + "=" + value;
      case 1 -> "  \"" + word(random) + "\": \"" + value + "\",";
      case 2 -> "  <" + word(random) + ">" + value + "</" + word(random) + ">";
      default ->
          "--" + word(random) + "-" + word(random) + "  " + value + " (" + word(random) + ")";
    };
  }

  private String cells(SplittableRandom random) {
    var line = new StringBuilder("| ");
    for (int cell = 0; cell < 4; cell++) {
      line.append(word(random))
          .append(random.nextBoolean() ? " " + word(random) : "")
          .append(" | ");
    }
    return line.toString();
  }

  private String name(SplittableRandom random) {
    return random.nextBoolean() ? word(random) + "_" + word(random) : word(random);
  }

  private String word(SplittableRandom random) {
    List<String> from = random.nextInt(5) < 2 ? words : OTHERS;
    return from.get(random.nextInt(from.size()));
  }
}
