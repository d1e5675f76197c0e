package dev.aether.guard;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The words and phrases that make up attacks, in many languages, and the automaton that finds
/// them.
///
/// Read from `lexicon.txt`, whose head describes its format. Trigger words are also stored as they
/// look after a rotation by thirteen or a reversal, so that such a text gives itself away while it
/// is read plainly and nothing needs to be rotated or reversed on suspicion.
final class Lexicon {
  private static final int SHORTEST_DISGUISE = 5;

  /// Words that most English texts have; two of them rotated or reversed give a text away.
  private static final List<String> FREQUENT =
      List.of(
          "the", "and", "you", "your", "what", "are", "all", "this", "that", "with", "from", "tell",
          "now", "was", "for", "not", "have", "will", "can", "must", "say", "write", "only", "how",
          "und", "die", "der", "das", "ist", "nicht", "les", "des", "pour", "que", "una", "los",
          "por", "che", "per", "het", "een", "import");

  /// Endings that a stem is likely to have; a reversed stem could not be found without them.
  private static final List<String> ENDINGS =
      List.of("", "e", "en", "er", "t", "ed", "ing", "s", "es", "a", "as", "te", "ti");

  static final Lexicon STANDARD =
      Prebuilt.lexicon().map(Lexicon::new).orElseGet(() -> new Lexicon(lines()));

  private final Automaton automaton;
  private final long[] classes;
  private final byte[] primary;
  private final byte[] words;
  private final byte[] rotated;
  private final byte[] reversed;

  private Lexicon(ByteBuffer table) {
    automaton = Automaton.read(table);
    classes = Prebuilt.longs(table);
    primary = Prebuilt.bytes(table);
    words = Prebuilt.bytes(table);
    rotated = Prebuilt.bytes(table);
    reversed = Prebuilt.bytes(table);
  }

  /// Makes the table of the standard lexicon.
  static Prebuilt.Table made() {
    var lexicon = new Lexicon(lines());
    return out -> {
      lexicon.automaton.write(out);
      Prebuilt.write(lexicon.classes, out);
      Prebuilt.write(lexicon.primary, out);
      Prebuilt.write(lexicon.words, out);
      Prebuilt.write(lexicon.rotated, out);
      Prebuilt.write(lexicon.reversed, out);
    };
  }

  private static List<String> lines() {
    return Resources.lines("lexicon.txt");
  }

  private static final class Entry {
    long classes;
    int primary = -1;
    byte rotated;
    byte reversed;
  }

  Lexicon(List<String> lines) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    WordClass current = WordClass.DROP;
    for (String line : lines) {
      if (line.startsWith("[")) {
        current = WordClass.valueOf(line.substring(1, line.indexOf(']')));
        continue;
      }
      int space = line.indexOf(' ');
      for (String phrase : line.substring(space + 1).split(",", -1)) {
        String pattern = pattern(phrase.strip());
        Entry entry = entries.computeIfAbsent(pattern, _ -> new Entry());
        entry.classes |= current.bit();
        entry.primary = entry.primary < 0 ? current.index() : entry.primary;
        disguises(phrase.strip(), entries);
      }
    }
    FREQUENT.forEach(word -> disguise(word, false, (byte) 1, entries));
    List<String> patterns = new ArrayList<>(entries.keySet());
    List<Entry> values = List.copyOf(entries.values());
    automaton = Automaton.of(patterns);
    int markup = patterns.size();
    classes = new long[markup + 1];
    primary = new byte[markup + 1];
    words = new byte[markup + 1];
    rotated = new byte[markup + 1];
    reversed = new byte[markup + 1];
    classes[markup] = WordClass.MARKUP.bit();
    primary[markup] = (byte) WordClass.MARKUP.index();
    for (int i = 0; i < patterns.size(); i++) {
      Entry entry = values.get(i);
      classes[i] = entry.classes;
      primary[i] = (byte) Math.max(entry.primary, 0);
      words[i] = (byte) wordsIn(patterns.get(i));
      rotated[i] = entry.rotated;
      reversed[i] = entry.reversed;
    }
  }

  private static void disguises(String phrase, Map<String, Entry> entries) {
    String word = phrase.replace("*", "");
    if (!word.contains(" ") && word.length() >= SHORTEST_DISGUISE) {
      disguise(word, phrase.endsWith("*"), (byte) 2, entries);
    }
  }

  private static void disguise(
      String word, boolean stem, byte strength, Map<String, Entry> entries) {
    String rotated = Rearrangements.rotate(word);
    if (!rotated.equals(word)) {
      String pattern = pattern(rotated + (stem ? "*" : ""));
      entries.computeIfAbsent(pattern, _ -> new Entry()).rotated = strength;
    }
    for (String ending : stem ? ENDINGS : List.of("")) {
      String reversed = new StringBuilder(word + ending).reverse().toString();
      boolean spaced = word.length() == pattern(word).length() - 2;
      if (spaced && !reversed.equals(word + ending)) {
        entries.computeIfAbsent(pattern(reversed), _ -> new Entry()).reversed = strength;
      }
    }
  }

  /// The phrase as it appears in the stream of folded words: words between single spaces, no space
  /// at the end of a stem, ideographs without spaces.
  static String pattern(String phrase) {
    var stream = new StringBuilder();
    boolean stem = phrase.endsWith("*");
    char[] text = phrase.toCharArray();
    var sink =
        new Tokens.Sink() {
          @Override
          public void word(char[] word, int length, int start, int end, boolean leet) {
            if (stream.isEmpty() || stream.charAt(stream.length() - 1) != ' ') {
              stream.append(' ');
            }
            stream.append(word, 0, length).append(' ');
          }

          @Override
          public void ideograph(char c, int at) {
            stream.append(c);
          }

          @Override
          public void stop() {}

          @Override
          public void edge() {}

          @Override
          public void seam(boolean line) {}
        };
    new Tokens(Folding.STANDARD, sink).split(text, text.length);
    if (stream.isEmpty()) {
      throw new IllegalArgumentException("not a phrase: '" + phrase + "'");
    }
    if (stem && stream.charAt(stream.length() - 1) == ' ') {
      stream.setLength(stream.length() - 1);
    }
    return stream.toString();
  }

  private static int wordsIn(String pattern) {
    int count = 0;
    boolean inside = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      boolean ideograph = Folding.STANDARD.kind(c) == Folding.Kind.IDEOGRAPH;
      if (ideograph || (c != ' ' && !inside)) {
        count++;
      }
      inside = c != ' ' && !ideograph;
    }
    return count;
  }

  Automaton automaton() {
    return automaton;
  }

  /// The phrase that stands for any piece of chat markup, which [Markup] finds.
  int markup() {
    return classes.length - 1;
  }

  /// The classes of a phrase, as [WordClass#bit]s; none for a mere disguise.
  long classesOf(int phrase) {
    return classes[phrase];
  }

  /// The class that the phrase is listed under first.
  int primaryOf(int phrase) {
    return primary[phrase];
  }

  int wordsOf(int phrase) {
    return words[phrase];
  }

  /// How much the phrase speaks for a text rotated by thirteen places.
  int rotated(int phrase) {
    return rotated[phrase];
  }

  /// How much the phrase speaks for a reversed text.
  int reversed(int phrase) {
    return reversed[phrase];
  }
}
