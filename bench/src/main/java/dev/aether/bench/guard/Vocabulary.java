package dev.aether.bench.guard;

import dev.aether.bench.guard.Samples.Sample;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Lists the words that letters without spaces are split by.
///
/// What machines write does not count: its chance letters would split every longer word. Of the
/// shortest words only those count that are listed here.
final class Vocabulary {
  private static final int MOST = 24_000;
  private static final int LONGEST = 18;
  private static final int FEWEST = 3;
  private static final int COMPOUND = 10;
  private static final int ENGLISH = 20; // what being in the lexicon counts
  private static final int OTHER = 7;
  private static final Pattern CODE = Pattern.compile("\\S*[\\p{L}\\d][_(=/<>{}.][\\p{L}\\d)]\\S*");
  private static final Set<String> MACHINES = Set.of("benign/encoded", "benign/soup");
  private static final Set<String> SHORT =
      Set.of(
          ("a i ai am an as at be by do go he hi id if im in is it me my no of oh ok on or so to up"
                  + " us we de da du en er es et il je la le si tu un zu")
              .split(" "));

  private final Map<String, Integer> counts = new HashMap<>();

  private Vocabulary() {}

  /// The most frequent words, the most frequent first.
  static List<String> of(List<Sample> samples) {
    var vocabulary = new Vocabulary();
    for (Sample sample : samples) {
      if (!MACHINES.contains(sample.kind())) {
        vocabulary.add(sample.text(), 1);
      }
    }
    for (String line : Lines.of("/dev/aether/guard/lexicon.txt")) {
      if (!line.startsWith("[")) {
        int space = line.indexOf(' ');
        vocabulary.add(line.substring(space), line.startsWith("en ") ? ENGLISH : OTHER);
      }
    }
    return vocabulary.words();
  }

  private void add(String text, int count) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    for (String word :
        CODE.matcher(plain).replaceAll(" ").replaceAll("['’]", "").split("[^\\p{L}\\p{M}]+", -1)) {
      boolean usual = word.length() > 2 && word.length() <= LONGEST && isSpaced(word);
      if (usual || SHORT.contains(word)) {
        counts.merge(word, count, Integer::sum);
      }
    }
  }

  /// Whether the word is of a script that is written with spaces.
  private static boolean isSpaced(String word) {
    return word.codePoints().noneMatch(c -> (c >= 0x0E00 && c < 0x1200) || c >= 0x3000);
  }

  /// Whether the word is two words, both much more frequent, as programs write them together.
  private boolean isCompound(String word) {
    int rare = counts.getOrDefault(word, 0) * COMPOUND;
    for (int i = 1; i < word.length(); i++) {
      if (counts.getOrDefault(word.substring(0, i), 0) > rare
          && counts.getOrDefault(word.substring(i), 0) > rare) {
        return true;
      }
    }
    return false;
  }

  private List<String> words() {
    List<Map.Entry<String, Integer>> entries = new ArrayList<>(counts.entrySet());
    entries.removeIf(entry -> entry.getValue() < FEWEST || isCompound(entry.getKey()));
    entries.sort((a, b) ->
        a.getValue().equals(b.getValue())
            ? a.getKey().compareTo(b.getKey())
            : b.getValue() - a.getValue());
    return entries.stream().limit(MOST).map(Map.Entry::getKey).toList();
  }
}
