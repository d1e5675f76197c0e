package dev.aether.cache.semantic;

/// Reduces an English word to a form that its plural, its past and its "-ing" share.
///
/// Cruder than Porter's algorithm on purpose: only endings that leave the meaning alone are
/// dropped, so "useful" and "useless", or "universe" and "university", stay apart.
final class Stem {
  private Stem() {}

  /// The stem of a word in lower case; words of up to three letters stay as they are.
  static String of(String word) {
    if (word.length() <= 3 || !isLetters(word)) {
      return word;
    }
    return withoutE(withoutVerbEnding(withoutPlural(word)));
  }

  private static boolean isLetters(String word) {
    return word.chars().allMatch(c -> c >= 'a' && c <= 'z');
  }

  private static String withoutPlural(String word) {
    if (word.endsWith("ies") && word.length() > 4) {
      return cut(word, 3) + "y";
    }
    if (word.endsWith("sses")
        || word.endsWith("xes")
        || word.endsWith("ches")
        || word.endsWith("shes")) {
      return cut(word, 2);
    }
    boolean notPlural = word.endsWith("ss") || word.endsWith("us") || word.endsWith("is");
    return word.endsWith("s") && !notPlural ? cut(word, 1) : word;
  }

  private static String withoutVerbEnding(String word) {
    if (word.endsWith("ied") && word.length() > 4) {
      return cut(word, 3) + "y";
    }
    int ending = word.endsWith("ing") ? 3 : word.endsWith("ed") ? 2 : 0;
    if (ending == 0 || word.endsWith("eed")) {
      return word;
    }
    String base = cut(word, ending);
    if (base.length() < 3 || base.chars().noneMatch(Stem::isVowel)) {
      return word;
    }
    char end = base.charAt(base.length() - 1);
    boolean doubled = end == base.charAt(base.length() - 2);
    return doubled && !isVowel(end) && end != 's' && end != 'l' && end != 'z' ? cut(base, 1) : base;
  }

  private static String withoutE(String word) {
    return word.length() > 3 && word.endsWith("e") ? cut(word, 1) : word;
  }

  private static boolean isVowel(int letter) {
    return "aeiouy".indexOf(letter) >= 0;
  }

  private static String cut(String word, int letters) {
    return word.substring(0, word.length() - letters);
  }
}
