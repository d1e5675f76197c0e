package dev.aether.bench.guard;

import dev.aether.bench.guard.Samples.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The texts that the guard's weights are fitted on: made up from the grammars, and the rows of the
/// public collections whose licence is clear.
final class Corpus {
  /// The files of the data folder that may be fitted on; all others serve to measure.
  private static final List<String> CLEAR =
      List.of(
          "garak_dan_sysprompt", "bipia_train", "arena_hard_v1", "llm_output_gpt4", "alpaca_seed");

  private static final int ATTACKS_PER_FAMILY = 2_500;
  private static final int HARMLESS_PER_FAMILY = 6_000;
  private static final int SOUP_EVERY = 5;
  private static final int ROW_WEIGHT = 3;

  /// What lines of documents and programs begin with.
  private static final List<String> MARKS = List.of("", "", "", "- ", "> ", "# ", "// ", "* ");

  private final Grammar attacks = Grammar.read("attacks.txt");
  private final Grammar harmless = Grammar.read("benign.txt");
  private final Grammar languages = Grammar.read("languages.txt");
  private final Polyglot polyglot = new Polyglot();
  private final Soup soup = new Soup();
  private final SplittableRandom random;

  Corpus(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /// All texts to fit on, in a fixed order for a given seed.
  ///
  /// @param leftOut the name of a file whose rows are not used
  List<Sample> samples(Path data, String leftOut) {
    List<Sample> samples = new ArrayList<>();
    for (String family : attacks.families()) {
      boolean code = family.equals("attack/command") || family.equals("attack/code");
      int count = code ? ATTACKS_PER_FAMILY / 3 : ATTACKS_PER_FAMILY; // much code is harmless
      for (int i = 0; i < count; i++) {
        samples.add(new Sample(attack(family), true, family));
      }
    }
    for (int i = 0; i < 2 * ATTACKS_PER_FAMILY; i++) {
      samples.add(new Sample(polyglot.attack(random), true, "attack/languages"));
    }
    for (String family : harmless.families()) {
      boolean rich = family.equals("benign/everyday") || family.equals("benign/answer");
      int count = rich ? HARMLESS_PER_FAMILY * 3 / 2 : HARMLESS_PER_FAMILY;
      for (int i = 0; i < count; i++) {
        samples.add(new Sample(varied(harmless.text(family, random)), false, family));
      }
    }
    for (int i = 0; i < HARMLESS_PER_FAMILY; i++) {
      String text = languages.text("benign/languages", random);
      String more = random.nextInt(3) == 0 ? " " + languages.text("benign/languages", random) : "";
      samples.add(new Sample(text + more, false, "benign/languages"));
      samples.add(new Sample(machineText(), false, "benign/encoded"));
      if (i % SOUP_EVERY == 0) {
        samples.add(new Sample(soup.text(random), false, "benign/soup"));
      }
      samples.add(new Sample(varied(attacks.text("question", random)), false, "benign/question"));
    }
    samples.addAll(rows(data, leftOut));
    return samples;
  }

  /// Whether a file of the data folder is fitted on.
  static boolean fits(String file) {
    return CLEAR.contains(file.substring(file.lastIndexOf('/') + 1).replace(".jsonl", ""));
  }

  /// The rows with a clear licence.
  private static List<Sample> rows(Path data, String leftOut) {
    List<Sample> rows = new ArrayList<>();
    for (Path file : Samples.files(data)) {
      String name = file.getFileName().toString().replace(".jsonl", "");
      if (fits(name) && !name.equals(leftOut) && Files.isRegularFile(file)) {
        for (int i = 0; i < ROW_WEIGHT; i++) {
          rows.addAll(Samples.read(file));
        }
      }
    }
    return rows;
  }

  private String attack(String family) {
    String attack = varied(attacks.text(family, random));
    return switch (random.nextInt(10)) {
      case 0, 3 -> inside(attack);
      case 1 -> attack + " " + harmless.text("benign/task", random);
      case 2 -> harmless.text("benign/task", random) + " " + attack;
      default -> attack;
    };
  }

  /// An attack where it is put by those who do not talk to the model themselves.
  private String inside(String attack) {
    String document = harmless.text("benign/document", random);
    String seams = random.nextBoolean() ? "\n." : "\n|\"";
    int[] breaks =
        IntStream.range(0, document.length())
            .filter(i -> seams.indexOf(document.charAt(i)) >= 0)
            .toArray();
    if (breaks.length == 0) {
      return document + " " + attack;
    }
    int at = breaks[random.nextInt(breaks.length)] + 1;
    String after =
        switch (document.charAt(at - 1)) {
          case '|' -> " | ";
          case '"' -> "\", \"";
          case '\n' -> "\n";
          default -> " ";
        };
    boolean line = document.charAt(at - 1) == '\n';
    String before = line ? MARKS.get(random.nextInt(MARKS.size())) : " ";
    return document.substring(0, at) + before + attack + after + document.substring(at);
  }

  private String varied(String text) {
    return switch (random.nextInt(12)) {
      case 0 -> text.toUpperCase(Locale.ROOT);
      case 1 -> text.toLowerCase(Locale.ROOT);
      case 2 -> text.replace(".", "");
      case 3 -> text + "\n";
      default -> text;
    };
  }

  /// Text that machines write: identifiers, hashes, encoded data.
  private String machineText() {
    byte[] bytes = new byte[16 + random.nextInt(64)];
    random.nextBytes(bytes);
    String hex = HexFormat.of().formatHex(bytes);
    String encoded = java.util.Base64.getEncoder().encodeToString(bytes);
    return switch (random.nextInt(7)) {
      case 0 -> "commit " + hex + "\nAuthor: " + harmless.text("mail", random);
      case 1 -> "data:image/png;base64," + encoded;
      case 2 -> "eyJhbGciOiJIUzI1NiJ9." + encoded + "." + encoded.substring(4);
      case 3 -> "{\"id\": \"" + hex + "\", \"token\": \"" + encoded + "\"}";
      case 4 ->
          "https://example.com/search?q="
              + Obfuscation.URL_QUOTED.of(harmless.text("sentence", random), random);
      case 5 -> "sha256:" + hex + " " + harmless.text("document", random);
      default -> hex.replaceAll("(..)", "$1 ") + "\n" + harmless.text("log", random);
    };
  }
}
