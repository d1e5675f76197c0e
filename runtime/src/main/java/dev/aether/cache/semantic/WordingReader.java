package dev.aether.cache.semantic;

import dev.aether.cache.semantic.Lexicon.Thing;
import dev.aether.cache.semantic.Wording.Quantity;
import dev.aether.cache.semantic.Wording.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Takes one text apart. Used once, by one thread.
final class WordingReader {
  private static final Pattern LINK =
      Pattern.compile("https?://[^\\s\"'<>]+|www\\.[^\\s\"'<>]+|[\\w.+-]+@[\\w-]+\\.[\\w.-]*\\w");
  private static final String MARKS = "\"'`\u201c";
  private static final Pattern QUOTATION =
      Pattern.compile(
          "\"([^\"]{1,200})\"|\u201c([^\u201d]{1,200})\u201d|`([^`]{1,200})`"
              + "|(?<![\\p{L}\\p{N}])'([^']{1,200})'(?![\\p{L}\\p{N}])");
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<number>[$€£¥₹]?(?<![\\p{L}\\p{N}])-?\\d+(?:[.,:]\\d+)*(?:[%°$€£¥₹]|[\\p{L}_][\\p{L}\\p{N}_]*)?)"
              + "|(?<word>(?:\\p{L}\\.){2,}|\\p{L}[\\p{L}\\p{M}\\p{N}_]*(?:['’]\\p{L}+)?(?:\\+\\+|#)?)"
              + "|(?<end>[.?!:;]+)");
  private static final Map<String, List<String>> CONTRACTIONS =
      WordLists.lines("contractions.txt").stream()
          .map(line -> WordLists.split(line).toList())
          .collect(Collectors.toMap(List::getFirst, words -> words.subList(1, words.size())));
  private static final Set<String> HOW =
      Set.of("many", "much", "long", "often", "far", "old", "tall", "big", "fast", "deep", "high");
  private static final Set<String> ASKING =
      Set.of("what", "why", "how", "who", "whom", "whose", "when", "where", "which");
  private static final Set<String> CLAUSES = Set.of("when", "where", "who", "which");
  private static final Set<String> WHETHER =
      Set.of(
          "is", "are", "was", "were", "am", "do", "does", "did", "can", "could", "may", "might",
          "will", "would", "shall", "has", "have", "had", "must");

  private static final Set<String> POLITE =
      Set.of("know", "understand", "sure", "certain", "mind", "only", "recognize", "recognise");
  private static final Set<String> BEFORE_QUESTION =
      Set.of(
          "me", "know", "about", "and", "or", "so", "but", "explain", "say", "exactly", "asking");

  private final Lexicon lexicon;
  private final String text;
  private final List<Word> words = new ArrayList<>();
  private final Numbers numbers;
  private final Set<String> identifiers = new HashSet<>();
  private final Set<Integer> starts = new HashSet<>();
  private boolean sentenceStart = true;
  private int negations;

  WordingReader(Lexicon lexicon, String text) {
    this.lexicon = lexicon;
    this.text = text;
    this.numbers = new Numbers(lexicon);
  }

  Wording read() {
    Set<String> links = links();
    String rest = links.isEmpty() ? text : LINK.matcher(text).replaceAll(" ");
    boolean shouting = isMostlyCapitals(rest);
    Matcher token = TOKEN.matcher(rest);
    while (token.find()) {
      if (sentenceStart) {
        starts.add(words.size());
      }
      if (token.group("end") != null) {
        sentenceStart = true;
      } else if (token.group("number") != null) {
        number(token.group("number").toLowerCase(Locale.ROOT));
        sentenceStart = false;
      } else {
        word(token.group("word"), shouting);
        sentenceStart = false;
      }
    }
    List<Quantity> quantities = numbers.quantities();
    return new Wording(
        words,
        quantities,
        quotations(),
        links,
        identifiers,
        things(),
        negations % 2 == 1,
        question());
  }

  private Set<String> links() {
    Set<String> found = new HashSet<>();
    if (text.indexOf('@') >= 0 || text.contains("://") || text.contains("www.")) {
      Matcher linked = LINK.matcher(text);
      while (linked.find()) {
        found.add(linked.group().toLowerCase(Locale.ROOT));
      }
    }
    return found;
  }

  /// Whether capitals say nothing here, since more than two thirds of the words have one.
  private static boolean isMostlyCapitals(String text) {
    int all = 0;
    int capital = 0;
    for (String word : text.split("\\s+", -1)) {
      if (!word.isEmpty() && Character.isLetter(word.codePointAt(0))) {
        all++;
        capital += Character.isUpperCase(word.codePointAt(0)) ? 1 : 0;
      }
    }
    return all >= 4 && capital * 3 > all * 2;
  }

  private void number(String token) {
    if (!numbers.digits(token)) {
      identifiers.add(token);
    }
    words.add(new Word(token, token, true, false));
  }

  private void word(String token, boolean shouting) {
    String lower = token.toLowerCase(Locale.ROOT).replace('\u2019', '\'');
    boolean acronym = token.length() > 1 && token.equals(token.toUpperCase(Locale.ROOT));
    boolean capital = Character.isUpperCase(token.codePointAt(0)) && (!sentenceStart || acronym);
    boolean camel = token.length() > 2 && hasInnerCapital(token);
    boolean name = !shouting && (capital || camel) && !lower.equals("i") && !lower.contains("'");
    if (lower.chars().anyMatch(c -> c == '_' || Character.isDigit(c))) {
      identifiers.add(lower);
      words.add(new Word(lower, lower, true, false));
      return;
    }
    List<String> parts = CONTRACTIONS.get(lower);
    if (parts != null) {
      parts.forEach(part -> plainWord(part, false));
    } else if (lower.endsWith("n't")) {
      plainWord(lower.substring(0, lower.length() - 3), false);
      plainWord("not", false);
    } else {
      int apostrophe = lower.indexOf('\'');
      boolean dotted = lower.endsWith(".");
      String base = apostrophe > 0 ? lower.substring(0, apostrophe) : lower;
      plainWord(dotted ? base.substring(0, base.length() - 1) : base, name);
    }
  }

  private boolean follows(String word) {
    return !words.isEmpty() && words.getLast().text().equals(word);
  }

  private static boolean hasInnerCapital(String token) {
    boolean small = false;
    for (int i = 0; i < token.length(); i++) {
      small |= Character.isLowerCase(token.charAt(i));
      if (i > 0 && small && Character.isUpperCase(token.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private void plainWord(String word, boolean name) {
    if (lexicon.isNegation(word)) {
      negations++;
    } else if (POLITE.contains(word) && follows("not")) {
      negations--; // "I don't know what ... is" asks what it is
    }
    numbers.word(word);
    boolean measure = HOW.contains(word) && follows("how");
    boolean content = !lexicon.isFunctionWord(word) && !measure;
    words.add(new Word(word, lexicon.canonical(word), content, name && content));
  }

  private Set<String> quotations() {
    Set<String> found = new HashSet<>();
    if (text.chars().noneMatch(c -> MARKS.indexOf(c) >= 0)) {
      return found;
    }
    Matcher quoted = QUOTATION.matcher(text);
    while (quoted.find()) {
      for (int group = 1; group <= quoted.groupCount(); group++) {
        String inner = quoted.group(group);
        if (inner != null) {
          found.add(inner.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip());
        }
      }
    }
    return found;
  }

  /// Longest first, so that "new york city" is not also "york".
  private Map<String, Set<String>> things() {
    List<String> stems = words.stream().map(word -> Stem.of(word.text())).toList();
    Map<String, Set<String>> found = new HashMap<>();
    int at = 0;
    while (at < stems.size()) {
      int taken = 1;
      int longest = Math.min(lexicon.longestThing(stems.get(at)), stems.size() - at);
      for (int length = longest; length > 0; length--) {
        var thing = lexicon.thing(String.join(" ", stems.subList(at, at + length)));
        if (thing.isPresent() && (!thing.get().needsCapital() || words.get(at).name())) {
          Thing named = thing.get();
          found.computeIfAbsent(named.kind(), _ -> new HashSet<>()).add(named.name());
          taken = length;
          break;
        }
      }
      at += taken;
    }
    return found;
  }

  /// "When" and "where" inside a sentence mostly begin a clause rather than a question.
  private String question() {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).text();
      String next = i + 1 < words.size() ? words.get(i + 1).text() : "";
      if (word.equals("how") && HOW.contains(next)) {
        return "how " + next;
      }
      if (word.equals("how") && next.equals("come")) {
        return "why";
      }
      boolean asks = !CLAUSES.contains(word) || next.isEmpty() || mayBeginQuestion(i);
      if (ASKING.contains(word) && asks) {
        return word.startsWith("who") ? "who" : word;
      }
      if (word.equals("should")) {
        return word;
      }
      if (i == 0 && WHETHER.contains(word)) {
        return "whether";
      }
    }
    return "";
  }

  private boolean mayBeginQuestion(int at) {
    return starts.contains(at) || BEFORE_QUESTION.contains(words.get(at - 1).text());
  }
}
