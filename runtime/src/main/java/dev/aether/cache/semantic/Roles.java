package dev.aether.cache.semantic;

import dev.aether.cache.semantic.Wording.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Who does what to whom: finds two shared words that have taken each other's place.
///
/// A word's place is described by its neighbours, articles left out. Two words are exchanged if
/// each stands next to what the other stood next to: in "London to Paris" and "Paris to London" the
/// word before "to" and the word behind it have changed roles. A phrase that merely moves ("in
/// Paris today", "today in Paris") takes its neighbours along. What stands on the two sides of
/// "and", "or" or "versus" has no order; and a passive with "by" turns roles round once more.
final class Roles {
  private static final Set<String> ARTICLES = Set.of("a", "an", "the", "my", "your", "our", "of");
  private static final Set<String> EQUAL_SIDES = Set.of("and", "or", "vs", "versus", "nor");
  private static final Set<String> BE =
      Set.of("is", "are", "was", "were", "be", "been", "being", "get", "gets", "got");
  private static final Set<String> DO = Set.of("do", "does", "did");
  private static final Map<String, String> PERSONS =
      Map.of("me", "i", "my", "i", "him", "he", "her", "she", "us", "we", "them", "they");
  private static final Set<String> PERSON_WORDS =
      Set.of("i", "you", "he", "she", "we", "they", "someone", "somebody", "people");
  private static final Set<String> TOWARDS = Set.of("to", "into", "onto", "toward", "towards");
  private static final int[] SIDES = {-1, +1};
  private static final Set<String> EDGES = Set.of("^", "$");
  private static final int CERTAIN = 2;
  private static final Set<String> AWAY = Set.of("from");

  private final List<Word> words = new ArrayList<>();
  private final Map<String, Integer> place = new HashMap<>();
  private final int by;

  private Roles(Wording wording) {
    Map<String, Integer> uses = new HashMap<>();
    for (Word word : wording.words()) {
      if (!ARTICLES.contains(word.text())) {
        words.add(word);
        uses.merge(key(word), 1, Integer::sum);
      }
    }
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      boolean hasRole = word.content() || PERSON_WORDS.contains(key(word));
      if (hasRole && uses.getOrDefault(key(word), 0) == 1) {
        place.put(key(word), i);
      }
    }
    this.by = passiveBy();
  }

  private static String key(Word word) {
    return PERSONS.getOrDefault(word.text(), word.canonical());
  }

  /// Where "by" stands in "was written by", or -1.
  private int passiveBy() {
    boolean be = false;
    for (int i = 0; i + 1 < words.size(); i++) {
      be |= BE.contains(words.get(i).text());
      if (be && words.get(i).text().equals("by") && words.get(i - 1).content()) {
        return i;
      }
    }
    return -1;
  }

  /// Whether two words that both texts have stand in each other's place.
  static boolean exchanged(Wording a, Wording b) {
    var here = new Roles(a);
    var there = new Roles(b);
    if (here.turnedRound(there) || here.asksForOther(there)) {
      return true;
    }
    if (here.by >= 0 && there.by < 0) {
      return here.actorIsActedOnIn(there);
    }
    if (there.by >= 0 && here.by < 0) {
      return there.actorIsActedOnIn(here);
    }
    return here.anyExchange(there);
  }

  /// Whether who acts in this passive text ("by Anna") stands behind the verb in an active one.
  private boolean actorIsActedOnIn(Roles active) {
    Integer verb = active.place.get(key(words.get(by - 1)));
    Integer actor = active.place.get(key(words.get(by + 1)));
    return verb != null && actor != null && actor > verb;
  }

  /// Whether "to" before a word here is "from" before the same word there.
  private boolean turnedRound(Roles other) {
    for (var here : place.entrySet()) {
      Integer there = other.place.get(here.getKey());
      if (there != null) {
        String before = neighbour(here.getValue(), -1);
        String beforeThere = other.neighbour(there, -1);
        if ((TOWARDS.contains(before) && AWAY.contains(beforeThere))
            || (AWAY.contains(before) && TOWARDS.contains(beforeThere))) {
          return true;
        }
      }
    }
    return false;
  }

  /// "Who did the king kill?" asks for another person than "Who killed the king?".
  private boolean asksForOther(Roles other) {
    long shared = place.keySet().stream().filter(other.place::containsKey).count();
    return shared >= 2
        && ((whoActs() && other.whoIsActedOn()) || (whoIsActedOn() && other.whoActs()));
  }

  private boolean whoActs() {
    int who = find("who");
    return who >= 0 && who + 1 < words.size() && words.get(who + 1).content();
  }

  private boolean whoIsActedOn() {
    int who = Math.max(find("who"), find("whom"));
    return who >= 0 && who + 1 < words.size() && DO.contains(words.get(who + 1).text());
  }

  private int find(String text) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).text().equals(text)) {
        return i;
      }
    }
    return -1;
  }

  private boolean anyExchange(Roles other) {
    List<String> shared = place.keySet().stream().filter(other.place::containsKey).toList();
    int likely = 0;
    for (int i = 0; i < shared.size(); i++) {
      for (int j = i + 1; j < shared.size(); j++) {
        likely += exchange(shared.get(i), shared.get(j), other);
      }
    }
    return likely >= CERTAIN;
  }

  /// How sure it is that two words are exchanged: their neighbours on one side must be. The text's
  /// beginning or end is a weak neighbour, so it takes another pair, or the other side, to agree.
  private int exchange(String x, String y, Roles other) {
    int xHere = Objects.requireNonNull(place.get(x));
    int yHere = Objects.requireNonNull(place.get(y));
    int xThere = Objects.requireNonNull(other.place.get(x));
    int yThere = Objects.requireNonNull(other.place.get(y));
    if ((xHere < yHere) == (xThere < yThere) || besideEachOther(xHere, yHere)) {
      return 0;
    }
    int sure = 0;
    for (int side : SIDES) {
      String besideX = neighbour(xHere, side);
      String besideY = neighbour(yHere, side);
      if (besideX.equals(other.neighbour(yThere, side))
          && besideY.equals(other.neighbour(xThere, side))) {
        sure += EDGES.contains(besideX) || EDGES.contains(besideY) ? 1 : CERTAIN;
      }
    }
    return sure;
  }

  private String neighbour(int at, int step) {
    int next = at + step;
    return next < 0 ? "^" : next >= words.size() ? "$" : key(words.get(next));
  }

  private boolean besideEachOther(int x, int y) {
    int first = Math.min(x, y);
    return Math.abs(x - y) == 2 && EQUAL_SIDES.contains(words.get(first + 1).text());
  }
}
