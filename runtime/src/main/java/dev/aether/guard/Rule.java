package dev.aether.guard;

import java.util.ArrayList;
import java.util.List;

/// A sentence pattern: words of certain classes one after the other, none too far from the last.
///
/// @param name what a finding calls it
/// @param family what it is evidence of
/// @param weight how strong the evidence is, in units of log odds
/// @param guards classes that take the force from the first step if they stand just before it
/// @param steps at least one
record Rule(String name, Family family, double weight, long guards, List<Step> steps) {

  /// One word of the pattern.
  ///
  /// @param classes the word is of any of these, as [WordClass#bit]s
  /// @param gap at most this many words lie between the step before and this one
  record Step(long classes, int gap) {}

  Rule {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException(name + " has no steps");
    }
  }

  /// Reads a line of `rules.txt`, whose head describes its format.
  static Rule parse(String line) {
    String[] parts = line.strip().split("\\s+", -1);
    long guards = 0;
    int gap = 0;
    List<Step> steps = new ArrayList<>();
    for (String part : List.of(parts).subList(3, parts.length)) {
      if (part.startsWith("!")) {
        guards |= classes(part.substring(1));
      } else if (Character.isDigit(part.charAt(0))) {
        gap = Integer.parseInt(part);
      } else {
        steps.add(new Step(classes(part), gap));
        gap = 0;
      }
    }
    return new Rule(
        parts[0], Family.valueOf(parts[1]), Double.parseDouble(parts[2]), guards, steps);
  }

  private static long classes(String alternatives) {
    long bits = 0;
    for (String name : alternatives.split("\\|", -1)) {
      bits |= WordClass.valueOf(name).bit();
    }
    return bits;
  }
}
