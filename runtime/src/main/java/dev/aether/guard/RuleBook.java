package dev.aether.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// All rules, matched together in one pass over the lexicon hits of a reading.
///
/// For each step of each rule it is enough to remember where the rule last got that far: a later
/// place is never worse for what must follow soon. So the work is proportional to the hits,
/// whatever the text, and there is nothing to backtrack.
final class RuleBook {
  static final RuleBook STANDARD =
      new RuleBook(Resources.lines("rules.txt").stream().map(Rule::parse).toList());

  private static final int REPEAT_AFTER = 32; // words
  private static final int NEVER = Integer.MIN_VALUE / 2;

  /// A rule that matched.
  ///
  /// @param rule which one
  /// @param from the first word
  /// @param to the last word
  /// @param repeated whether the rule matched only a few words before: saying it again is not more
  ///   evidence
  record Match(Rule rule, int from, int to, boolean repeated) {}

  private final List<Rule> rules;
  private final int slots;
  private final long guards; // of any rule

  /// For each class, the slots whose step takes it, later steps of a rule first.
  private final int[][] slotsOf = new int[WordClass.count()][];

  private final Rule[] ruleOf;
  private final int[] stepOf;
  private final int[] gapOf; // in positions

  RuleBook(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    this.slots = rules.stream().mapToInt(rule -> rule.steps().size()).sum();
    this.guards = rules.stream().mapToLong(Rule::guards).reduce(0, (a, b) -> a | b);
    this.ruleOf = new Rule[slots];
    this.stepOf = new int[slots];
    this.gapOf = new int[slots];
    List<List<Integer>> byClass = new ArrayList<>();
    for (int c = 0; c < WordClass.count(); c++) {
      byClass.add(new ArrayList<>());
    }
    int slot = 0;
    for (Rule rule : rules) {
      for (int step = 0; step < rule.steps().size(); step++, slot++) {
        ruleOf[slot] = rule;
        stepOf[slot] = step;
        gapOf[slot] = (rule.steps().get(step).gap() + 1) * Reading.WORD;
        for (int c = 0; c < WordClass.count(); c++) {
          if ((rule.steps().get(step).classes() & WordClass.at(c).bit()) != 0) {
            byClass.get(c).addFirst(slot);
          }
        }
      }
    }
    Arrays.setAll(slotsOf, c -> byClass.get(c).stream().mapToInt(Integer::intValue).toArray());
  }

  List<Rule> rules() {
    return rules;
  }

  /// Finds the sentence patterns in a reading.
  ///
  /// @return the matches in the order in which they end; those of one rule do not overlap
  List<Match> match(Reading reading) {
    return reading.hits() == 0 ? List.of() : new Pass(reading).run();
  }

  /// One pass over the hits of a reading, and how far each rule has got.
  private final class Pass {
    private final Reading reading;
    private final List<Match> matches = new ArrayList<>();
    private final int[] end = new int[slots]; // word at which the rule got this far
    private final int[] from = new int[slots]; // word at which it began
    private final int[] counted =
        new int[slots]; // word at which it last matched without repetition
    private final int[] lastSeen = new int[WordClass.count()]; // word at which a class last ended

    Pass(Reading reading) {
      this.reading = reading;
      Arrays.fill(end, NEVER);
      Arrays.fill(counted, NEVER);
      Arrays.fill(lastSeen, NEVER);
    }

    List<Match> run() {
      for (int hit = 0; hit < reading.hits(); hit++) {
        long classes = reading.classesOf(hit);
        long near = guardsNear(reading.hitStart(hit));
        for (long rest = classes; rest != 0; rest &= rest - 1) {
          for (int slot : slotsOf[Long.numberOfTrailingZeros(rest)]) {
            advance(hit, slot, near);
          }
        }
        for (long rest = classes; rest != 0; rest &= rest - 1) {
          lastSeen[Long.numberOfTrailingZeros(rest)] = reading.hitEnd(hit);
        }
      }
      return matches;
    }

    private void advance(int hit, int slot, long near) {
      int start = reading.hitStart(hit);
      int last = reading.hitEnd(hit);
      if (stepOf[slot] == 0) {
        if ((ruleOf[slot].guards() & near) != 0) {
          return;
        }
        from[slot] = start;
      } else {
        int before = end[slot - 1];
        if (before < 0 || start <= before || distance(before, start) > gapOf[slot]) {
          return;
        }
        from[slot] = from[slot - 1];
      }
      boolean complete = stepOf[slot] + 1 == ruleOf[slot].steps().size();
      if (!complete) {
        end[slot] = last;
      } else if (end[slot] < from[slot]) {
        boolean repeated = last - counted[slot] < REPEAT_AFTER;
        counted[slot] = repeated ? counted[slot] : last;
        end[slot] = last;
        matches.add(new Match(ruleOf[slot], from[slot], last, repeated));
      }
    }

    private int distance(int word, int later) {
      return reading.positionOf(later) - reading.positionOf(word);
    }

    /// The guards that stand shortly before a word.
    private long guardsNear(int start) {
      long near = 0;
      int edge = reading.edgeBefore(start);
      for (long rest = guards; rest != 0; rest &= rest - 1) {
        int guard = Long.numberOfTrailingZeros(rest);
        int seen = lastSeen[guard];
        int reach = WordClass.at(guard).guardReach() * Reading.WORD;
        if (seen >= 0
            && seen <= start
            && (seen >= edge || WordClass.at(guard).reachesFurther())
            && distance(seen, start) <= reach) {
          near |= 1L << guard;
        }
      }
      return near;
    }
  }
}
