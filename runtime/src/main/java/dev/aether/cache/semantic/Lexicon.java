package dev.aether.cache.semantic;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is known of single English words: which are grammar, which are negations, numbers, units,
/// opposites, stand-ins for one another, or things of one kind. Read once from the word lists.
///
/// Immutable. A language other than English finds few of its words here, so it loses the vetoes
/// that rest on words; numbers, links, quotations, identifiers and names do not depend on it.
final class Lexicon {
  /// A thing of a kind, such as `country` and `france`.
  record Thing(String kind, String name, boolean needsCapital) {}

  private static final Lexicon ENGLISH = new Lexicon();
  private static final List<String> OPPOSING_PREFIXES =
      List.of(
          "over under",
          "pre post",
          "hyper hypo",
          "macro micro",
          "intra inter",
          "in out",
          "up down",
          "im ex",
          "in ex",
          "en de",
          "en dis",
          "sub super",
          "for back",
          "mono poly");
  private static final List<String> TURNING_PREFIXES =
      List.of("un", "in", "im", "il", "ir", "dis", "non", "mis", "de", "anti");

  private final Map<String, String> standsFor = new HashMap<>();
  private final Map<String, Set<String>> opposites = new HashMap<>();
  private final Map<String, String> units = new HashMap<>();
  private final Map<String, String> numbers = new HashMap<>();
  private final Map<String, Thing> things = new HashMap<>();
  private final Map<String, Integer> longestThing = new HashMap<>();
  private final Set<String> functionWords = WordLists.words("function-words.txt");
  private final Set<String> negations = WordLists.words("negations.txt");

  private Lexicon() {
    for (String line : WordLists.lines("synonyms.txt")) {
      List<String> words = WordLists.split(line).map(Stem::of).toList();
      String first = standsFor.getOrDefault(words.getFirst(), words.getFirst());
      words.forEach(word -> standsFor.putIfAbsent(word, first));
    }
    for (String line : WordLists.lines("antonyms.txt")) {
      String[] sides = line.split("\\|", -1);
      for (String left : WordLists.split(sides[0]).map(this::canonical).toList()) {
        for (String right : WordLists.split(sides[1]).map(this::canonical).toList()) {
          oppose(left, right);
        }
      }
    }
    for (String line : WordLists.lines("units.txt")) {
      List<String> words = WordLists.split(line).toList();
      words.forEach(word -> units.putIfAbsent(word, words.getFirst()));
    }
    for (String line : WordLists.lines("number-words.txt")) {
      List<String> words = WordLists.split(line).toList();
      numbers.put(words.get(0), words.get(1));
    }
    WordLists.lines("kinds.txt").forEach(this::readKind);
  }

  static Lexicon english() {
    return ENGLISH;
  }

  private void oppose(String left, String right) {
    if (!left.equals(right)) {
      opposites.computeIfAbsent(left, _ -> new HashSet<>()).add(right);
      opposites.computeIfAbsent(right, _ -> new HashSet<>()).add(left);
    }
  }

  private void readKind(String line) {
    int colon = line.indexOf(':');
    String kind = line.substring(0, colon).strip();
    for (String term : line.substring(colon + 1).split(",", -1)) {
      String[] names = term.strip().split("=", -1);
      for (String name : names) {
        boolean needsCapital = name.startsWith("^");
        String plain = needsCapital ? name.substring(1) : name;
        String key = String.join(" ", WordLists.split(plain).map(Stem::of).toList());
        int length = key.split(" ", -1).length;
        longestThing.merge(key.split(" ", 2)[0], length, Math::max);
        things.putIfAbsent(key, new Thing(kind, names[0], needsCapital));
      }
    }
  }

  /// The form under which a word in lower case is compared: its stem, or the word it stands for.
  String canonical(String word) {
    String stem = Stem.of(word);
    return standsFor.getOrDefault(stem, stem);
  }

  boolean isFunctionWord(String word) {
    return functionWords.contains(word);
  }

  boolean isNegation(String word) {
    return negations.contains(word);
  }

  /// The value of a number word, `7` or `7th`.
  Optional<String> number(String word) {
    return Optional.ofNullable(numbers.get(word));
  }

  Optional<String> unit(String word) {
    return Optional.ofNullable(units.get(word));
  }

  /// How many stems the longest name that begins with this one has; 0 if there is none.
  int longestThing(String firstStem) {
    return longestThing.getOrDefault(firstStem, 0);
  }

  /// What up to three stems in a row name together, joined by blanks.
  Optional<Thing> thing(String stems) {
    return Optional.ofNullable(things.get(stems));
  }

  /// Whether two canonical words mean the opposite: by the list, or by their prefix or suffix.
  boolean opposed(String a, String b) {
    return plainlyOpposed(a, b)
        || (compared(a, "er", b) && plainlyOpposed(base(a, 2), base(b, 2)))
        || (compared(a, "est", b) && plainlyOpposed(base(a, 3), base(b, 3)));
  }

  private static boolean compared(String a, String ending, String b) {
    int least = ending.length() + 3;
    return a.length() >= least && b.length() >= least && a.endsWith(ending) && b.endsWith(ending);
  }

  /// "Thinner" becomes "thin".
  private String base(String word, int ending) {
    String base = word.substring(0, word.length() - ending);
    int last = base.length() - 1;
    boolean doubled = last > 1 && base.charAt(last) == base.charAt(last - 1);
    return canonical(doubled ? base.substring(0, last) : base);
  }

  private boolean plainlyOpposed(String a, String b) {
    return opposites.getOrDefault(a, Set.of()).contains(b)
        || isTurned(a, b)
        || isTurned(b, a)
        || haveOpposingPrefixes(a, b)
        || haveOpposingSuffixes(a, b);
  }

  private static boolean isTurned(String base, String turned) {
    return base.length() >= 4
        && turned.endsWith(base)
        && TURNING_PREFIXES.contains(turned.substring(0, turned.length() - base.length()));
  }

  private static boolean haveOpposingPrefixes(String a, String b) {
    for (String pair : OPPOSING_PREFIXES) {
      List<String> prefixes = Arrays.asList(pair.split(" ", -1));
      if (sameRest(a, prefixes.get(0), b, prefixes.get(1))
          || sameRest(a, prefixes.get(1), b, prefixes.get(0))) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameRest(String a, String prefixA, String b, String prefixB) {
    return a.startsWith(prefixA)
        && b.startsWith(prefixB)
        && a.length() - prefixA.length() >= 3
        && a.substring(prefixA.length()).equals(b.substring(prefixB.length()));
  }

  private static boolean haveOpposingSuffixes(String a, String b) {
    return (a.endsWith("ful") && b.endsWith("less") && sameStart(a, b, 3, 4))
        || (a.endsWith("less") && b.endsWith("ful") && sameStart(a, b, 4, 3));
  }

  private static boolean sameStart(String a, String b, int endA, int endB) {
    return a.substring(0, a.length() - endA).equals(b.substring(0, b.length() - endB));
  }
}
