package dev.aether.guard;

import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;

/// Folds characters to the few that the lexicon is written in, so that a word has one spelling
/// whatever it was typed with.
///
/// Compatibility forms are replaced (Unicode NFKC), case is folded, accents and invisible
/// characters are dropped, and letters that look alike become one letter (the idea of a skeleton,
/// Unicode Technical Standard 39): Cyrillic `а` reads as `a`, and `i`, `l` and `1` are all `l`. The
/// lexicon passes through the same folding, so words of other alphabets still match themselves.
final class Folding {
  /// What a character does to the word it stands in.
  enum Kind {
    LETTER,
    DIGIT,
    /// A word by itself, in scripts that are written without spaces.
    IDEOGRAPH,
    SPACE,
    /// Ends a sentence if white space follows.
    STOP,
    /// Ends a sentence.
    FULL_STOP,
    /// Separates words.
    MARK,
    /// Stands inside a word without splitting it, if letters are on both sides.
    APOSTROPHE,
    /// Not there.
    DROPPED,
    /// Several characters, see [#expansion].
    EXPANDED
  }

  /// Bits of [#traits].
  static final int LETTER = 1;

  static final int DIGIT = 2;
  static final int SMALL = 4;
  static final int CAPITAL = 8;

  private static final Kind[] KINDS = Kind.values();
  private static final List<Kind> KIND_LIST = List.of(KINDS);
  private static final int PLANE = 1 << 16;

  static final Folding STANDARD =
      Prebuilt.folding().map(Folding::new).orElseGet(() -> new Folding(confusables()));

  private final byte[] kinds;
  private final byte[] traits;
  private final char[] folded;
  private final String[] expansions = new String[PLANE];

  private Folding(Iterable<String> confusables) {
    kinds = new byte[PLANE];
    traits = new byte[PLANE];
    folded = new char[PLANE];
    for (int c = 0; c < PLANE; c++) {
      classify((char) c);
    }
    for (String line : confusables) {
      for (char alike : line.substring(2).toCharArray()) {
        set(alike, Kind.LETTER, skeleton(line.charAt(0)));
        char lower = Character.toLowerCase(alike);
        set(lower, Kind.LETTER, skeleton(line.charAt(0)));
        set(Character.toUpperCase(alike), Kind.LETTER, skeleton(line.charAt(0)));
      }
    }
    for (int c = 0; c < PLANE; c++) {
      traits[c] = (byte) traitsOf((char) c);
    }
  }

  private Folding(ByteBuffer table) {
    kinds = Prebuilt.bytes(table);
    traits = Prebuilt.bytes(table);
    folded = Prebuilt.chars(table);
    String all = new String(Prebuilt.chars(table));
    int from = 0;
    for (char expanded : Prebuilt.chars(table)) {
      int to = all.indexOf('\0', from);
      expansions[expanded] = all.substring(from, to);
      from = to + 1;
    }
  }

  /// Makes the table of the standard folding.
  static Prebuilt.Table made() {
    var folding = new Folding(confusables());
    var expanded = new StringBuilder();
    var all = new StringBuilder();
    for (int c = 0; c < PLANE; c++) {
      if (folding.kind((char) c) == Kind.EXPANDED) {
        expanded.append((char) c);
        all.append(folding.expansion((char) c)).append('\0');
      }
    }
    return out -> {
      Prebuilt.write(folding.kinds, out);
      Prebuilt.write(folding.traits, out);
      Prebuilt.write(folding.folded, out);
      Prebuilt.write(all.toString().toCharArray(), out);
      Prebuilt.write(expanded.toString().toCharArray(), out);
    };
  }

  private static List<String> confusables() {
    return Resources.lines("confusables.txt");
  }

  private int traitsOf(char c) {
    return switch (kind(c)) {
      case LETTER, DIGIT ->
          (Ascii.isDigit(fold(c)) ? DIGIT : LETTER)
              | (Ascii.isSmall(c) ? SMALL : 0)
              | (Ascii.isCapital(c) ? CAPITAL : 0);
      case IDEOGRAPH, SPACE, STOP, FULL_STOP, MARK, APOSTROPHE, DROPPED, EXPANDED -> 0;
    };
  }

  Kind kind(char c) {
    return KINDS[kinds[c]];
  }

  /// What a letter or digit tells of its word: whether it reads as a letter or a digit, and its
  /// case if it is of ASCII. 0 for any other character.
  int traits(char c) {
    return traits[c];
  }

  /// The folded form of a letter, digit or ideograph.
  char fold(char c) {
    return folded[c];
  }

  /// The characters that an [Kind#EXPANDED] one stands for.
  String expansion(char c) {
    return expansions[c];
  }

  /// The BMP character that a supplementary one is read as: a letter for styled letters, a space
  /// for pictures, 0 for what is invisible.
  char fold(int codePoint) {
    if (codePoint >= 0x1F1E6 && codePoint <= 0x1F1FF) {
      return (char) ('a' + codePoint - 0x1F1E6); // regional indicators
    }
    if (codePoint >= 0x1F150 && codePoint <= 0x1F169) {
      return (char) ('a' + codePoint - 0x1F150); // negative circled
    }
    if (codePoint >= 0x1F170 && codePoint <= 0x1F189) {
      return (char) ('a' + codePoint - 0x1F170); // negative squared
    }
    if (Ascii.between(codePoint, 0xE0000, 0xE0FFF)) {
      return 0; // tags and variation selectors
    }
    if (Ascii.between(codePoint, 0x1D400, 0x1F14F)) { // styled letters, and what lies between them
      String compatible = Normalizer.normalize(Character.toString(codePoint), Form.NFKC);
      return compatible.length() == 1 ? compatible.charAt(0) : ' ';
    }
    return Character.isIdeographic(codePoint) ? '\u4E00' : ' ';
  }

  private void classify(char c) {
    if (Character.isSurrogate(c)) {
      set(c, Kind.MARK, ' ');
      return;
    }
    if (standsForItself(c)) {
      set(c, kindOf(c), c);
      return;
    }
    String compatible =
        c < 0x80 ? String.valueOf(c) : Normalizer.normalize(String.valueOf(c), Form.NFKC);
    if (compatible.length() == 1) {
      char base = base(compatible.charAt(0));
      set(c, kindOf(base), skeleton(base));
    } else {
      set(c, Kind.EXPANDED, ' ');
      expansions[c] = compatible;
    }
  }

  /// Two thirds of all characters, which have no other forms: every start would look them up.
  private static boolean standsForItself(char c) {
    return Ascii.between(c, 0x3400, 0x9FFF) // han
        || Ascii.between(c, 0xAC00, 0xD7A3) // hangul
        || Ascii.between(c, 0xE000, 0xF8FF); // private use
  }

  private void set(char c, Kind kind, char fold) {
    kinds[c] = (byte) KIND_LIST.indexOf(kind);
    folded[c] = fold;
  }

  /// Lower case, without the accent.
  private static char base(char c) {
    char lower = Character.toLowerCase(c);
    if (lower < 0x80 || lower >= 0x3040) {
      return lower; // kana and hangul would come apart
    }
    String apart = Normalizer.normalize(String.valueOf(lower), Form.NFD);
    boolean accented = apart.length() > 1 && isAccent(apart.charAt(1));
    return switch (accented ? apart.charAt(0) : lower) {
      case 'ى' -> 'ي';
      case 'ی' -> 'ي';
      case 'ک' -> 'ك';
      case 'ة' -> 'ه';
      case 'ς' -> 'σ';
      default -> accented ? apart.charAt(0) : lower;
    };
  }

  /// Letters that are told apart by a stroke only become one.
  private static char skeleton(char c) {
    return c == 'i' ? 'l' : c;
  }

  private static boolean isAccent(char c) {
    return Ascii.between(c, 0x300, 0x36F) // Latin, Greek, Cyrillic
        || Ascii.between(c, 0x591, 0x5C7) // Hebrew points
        || Ascii.between(c, 0x64B, 0x65F) // Arabic vowels
        || c == 0x640
        || c == 0x670
        || Ascii.between(c, 0x1AB0, 0x1AFF)
        || Ascii.between(c, 0x1DC0, 0x1DFF)
        || Ascii.between(c, 0x20D0, 0x20FF)
        || Ascii.between(c, 0xFE00, 0xFE0F) // variation selectors
        || Ascii.between(c, 0xFE20, 0xFE2F);
  }

  private static Kind kindOf(char c) {
    if (c == '\'' || c == '’' || c == 'ʼ') {
      return Kind.APOSTROPHE;
    }
    if (c == '.' || c == '!' || c == '?') {
      return Kind.STOP;
    }
    if (c == '。' || c == '।' || c == '؟' || c == '॥') {
      return Kind.FULL_STOP;
    }
    if (isAccent(c)
        || Character.getType(c) == Character.FORMAT
        || c == 0x115F
        || c == 0x1160
        || c == 0x3164) {
      return Kind.DROPPED;
    }
    if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      return Kind.SPACE;
    }
    if (isUnspaced(c)) {
      return Kind.IDEOGRAPH;
    }
    if (Character.isDigit(c)) {
      return Kind.DIGIT;
    }
    boolean partOfWord =
        switch (Character.getType(c)) {
          case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
          default -> Character.isLetter(c);
        };
    return partOfWord ? Kind.LETTER : Kind.MARK;
  }

  private static boolean isUnspaced(char c) {
    return Ascii.between(c, 0x3040, 0x30FF) // kana
        || Ascii.between(c, 0x3400, 0x9FFF) // han
        || Ascii.between(c, 0xF900, 0xFAFF)
        || (Ascii.between(c, 0x0E00, 0x0EFF) && Character.isLetter(c)) // thai, lao
        || Ascii.between(c, 0x0E30, 0x0E4E)
        || (Ascii.between(c, 0x1000, 0x109F) && Character.isLetter(c)) // myanmar
        || Ascii.between(c, 0x1780, 0x17D3); // khmer
  }
}
