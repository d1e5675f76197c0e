package dev.aether.guard;

import dev.aether.guard.AnswerGuard.Sink;
import dev.aether.guard.AnswerGuard.Spot;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Finds credentials of well-known kinds: keys and tokens by their prefix, private keys in PEM form
/// (RFC 7468), and passwords in URLs.
final class Secrets {
  private static final String PEM_BEGIN = "-----BEGIN ";
  private static final String PEM_END = "-----END ";
  private static final String PEM_KIND = "PRIVATE KEY";
  private static final int PEM_LABEL = 40;
  private static final int LONGEST_HELD = 16_384; // what a stream waits for; tokens may be long
  private static final int LONGEST_URL = 512;
  private static final String URL_MARK = "://";
  private static final String URL_ENDS = "/ \n\t\"'<>@";

  /// What a credential is made of.
  private enum Alphabet {
    W,
    B,
    U,
    H,
    X,
    D;

    boolean allows(char c) {
      return switch (this) {
        case W -> Ascii.isLetterOrDigit(c) || c == '_';
        case B -> Ascii.isLetterOrDigit(c) || c == '_' || c == '-';
        case U -> Ascii.isCapital(c) || Ascii.isDigit(c);
        case H -> Ascii.hexDigit(c) >= 0;
        case X -> Ascii.isLetterOrDigit(c) || c == '+' || c == '/' || c == '=';
        case D -> Ascii.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == ':';
      };
    }
  }

  /// A kind of credential.
  ///
  /// @param prefix how it begins
  /// @param alphabet what follows
  /// @param fewest how many characters follow at least
  private record Kind(String name, String prefix, Alphabet alphabet, int fewest) {
    static Kind parse(String line) {
      String[] parts = line.strip().split("\\s+", -1);
      return new Kind(
          parts[0],
          parts[1].replace(":_", ": "),
          Alphabet.valueOf(parts[2].toUpperCase(Locale.ROOT)),
          Integer.parseInt(parts[3]));
    }

    /// Words and placeholders have no digits; a token has three parts.
    ///
    /// @param from where, after the prefix, it lies in the run
    boolean is(int from, Run run) {
      return run.to - from >= fewest
          && run.lastDigit >= from
          && (!name.equals("json-web-token") || run.lastDotButOne >= from);
    }
  }

  /// Characters of one alphabet in a row. What can be a credential in it is seen from its end, so
  /// that many beginnings in one run do not make many searches.
  ///
  /// @param to the char after the last
  /// @param lastDigit where it is; -1 if there is none
  /// @param lastDotButOne likewise
  private record Run(int to, int lastDigit, int lastDotButOne) {
    static final Run NONE = new Run(0, -1, -1);

    static Run of(String text, int from, Alphabet alphabet) {
      int digit = -1;
      int dot = -1;
      int before = -1;
      int to = from;
      while (to < text.length() && alphabet.allows(text.charAt(to))) {
        char c = text.charAt(to);
        digit = Ascii.isDigit(c) ? to : digit;
        before = c == '.' ? dot : before;
        dot = c == '.' ? to : dot;
        to++;
      }
      return new Run(to, digit, before);
    }
  }

  private static final List<Kind> KINDS =
      Resources.lines("secrets.txt").stream().map(Kind::parse).toList();
  private static final Automaton PREFIXES = Automaton.of(KINDS.stream().map(Kind::prefix).toList());

  private static final int LONGEST_PREFIX =
      KINDS.stream().mapToInt(kind -> kind.prefix().length()).max().orElse(0);

  private Secrets() {}

  static void find(String text, Sink sink) {
    int state = Automaton.ROOT;
    int done = 0; // what lies before is part of a credential already
    Map<Alphabet, Run> runs = new EnumMap<>(Alphabet.class); // none is measured twice
    for (int i = 0; i < text.length(); i++) {
      state = PREFIXES.step(state, text.charAt(i));
      for (int match = PREFIXES.firstMatch(state);
          match != Automaton.ROOT;
          match = PREFIXES.nextMatch(match)) {
        Kind kind = KINDS.get(PREFIXES.phraseAt(match));
        int from = i + 1 - kind.prefix().length();
        Run run = runs.getOrDefault(kind.alphabet(), Run.NONE);
        if (i + 1 >= run.to()) {
          run = Run.of(text, i + 1, kind.alphabet());
          runs.put(kind.alphabet(), run);
        }
        if (from >= done && Ascii.startsWord(text, from) && kind.is(i + 1, run)) {
          sink.found(new Spot(kind.name(), Family.SECRET, 0.95, from, run.to(), Spot.BEGINNING));
          done = run.to();
        }
      }
    }
    findPrivateKeys(text, sink);
    findUrlPasswords(text, sink);
  }

  /// From where on a text may hold the beginning of a credential of which the rest is still to
  /// come; the length of the text if nowhere. Takes time in proportion to the longest credential,
  /// but for a private key under way.
  static int openFrom(String text) {
    int closed = endOfPrivateKeys(text);
    if (closed > 0) { // the line that ends one looks like the line that begins one
      return closed + openFrom(text.substring(closed));
    }
    int open = Math.min(openKey(text), openPrefix(text));
    open = Math.min(open, openPrivateKey(text));
    return Math.min(open, openUrl(text));
  }

  private static int endOfPrivateKeys(String text) {
    int[] end = new int[1];
    findPrivateKeys(
        text,
        key -> {
          int mark = text.indexOf(PEM_END, key.from());
          if (mark >= 0 && text.indexOf("-----", mark + PEM_END.length()) >= 0) {
            end[0] = key.to();
          }
        });
    return end[0];
  }

  /// A known beginning whose characters go on to the end of the text.
  private static int openKey(String text) {
    int length = text.length();
    Map<Alphabet, Integer> lastRuns = new EnumMap<>(Alphabet.class);
    int first = length;
    for (Alphabet alphabet : Alphabet.values()) {
      int from = lastRun(text, alphabet);
      lastRuns.put(alphabet, from);
      first = Math.min(first, from);
    }
    int state = Automaton.ROOT;
    for (int i = Math.max(0, first - LONGEST_PREFIX); i < length; i++) {
      state = PREFIXES.step(state, text.charAt(i));
      for (int match = PREFIXES.firstMatch(state);
          match != Automaton.ROOT;
          match = PREFIXES.nextMatch(match)) {
        Kind kind = KINDS.get(PREFIXES.phraseAt(match));
        int from = i + 1 - kind.prefix().length();
        if (Ascii.startsWord(text, from)
            && i + 1 >= lastRuns.getOrDefault(kind.alphabet(), length)) {
          return from;
        }
      }
    }
    return length;
  }

  /// Where the characters of an alphabet begin that the text ends with.
  private static int lastRun(String text, Alphabet alphabet) {
    int from = text.length();
    int earliest = Math.max(0, from - LONGEST_HELD);
    while (from > earliest && alphabet.allows(text.charAt(from - 1))) {
      from--;
    }
    return from;
  }

  /// Part of a known beginning.
  private static int openPrefix(String text) {
    int length = text.length();
    for (int from = Math.max(0, length - LONGEST_PREFIX); from < length; from++) {
      String rest = text.substring(from);
      boolean word = Ascii.startsWord(text, from);
      if (PEM_BEGIN.startsWith(rest)
          || URL_MARK.startsWith(rest)
          || (word && KINDS.stream().anyMatch(kind -> kind.prefix().startsWith(rest)))) {
        return from;
      }
    }
    return length;
  }

  private static int openPrivateKey(String text) {
    for (int at = text.indexOf(PEM_BEGIN); at >= 0; at = text.indexOf(PEM_BEGIN, at + 1)) {
      int label = at + PEM_BEGIN.length();
      boolean known = label + PEM_LABEL <= text.length();
      int kind =
          text.substring(label, Math.min(text.length(), label + PEM_LABEL)).indexOf(PEM_KIND);
      int end = kind < 0 ? -1 : text.indexOf(PEM_END, label);
      boolean closed = end >= 0 && text.indexOf("-----", end + PEM_END.length()) >= 0;
      if (kind < 0 ? !known : !closed) {
        return at;
      }
    }
    return text.length();
  }

  private static int openUrl(String text) {
    int at = text.lastIndexOf(URL_MARK);
    if (at < 0) {
      return text.length();
    }
    int i = at + URL_MARK.length();
    while (i < text.length() && URL_ENDS.indexOf(text.charAt(i)) < 0 && i < at + LONGEST_URL) {
      i++;
    }
    return i == text.length() ? at : text.length();
  }

  private static void findPrivateKeys(String text, Sink sink) {
    int at = text.indexOf(PEM_BEGIN);
    while (at >= 0) {
      int label = at + PEM_BEGIN.length();
      int kind =
          text.substring(label, Math.min(text.length(), label + PEM_LABEL)).indexOf(PEM_KIND);
      int next = label;
      if (kind >= 0) {
        int end = text.indexOf(PEM_END, label);
        int close = end < 0 ? -1 : text.indexOf("-----", end + PEM_END.length());
        next = close < 0 ? text.length() : close + 5;
        sink.found(new Spot("private-key", Family.SECRET, 1, at, next, Spot.BEGINNING));
      }
      at = text.indexOf(PEM_BEGIN, next);
    }
  }

  /// `scheme://user:password@host`, of which the password is reported.
  private static void findUrlPasswords(String text, Sink sink) {
    int at = text.indexOf(URL_MARK);
    while (at >= 0) {
      int i = at + 3;
      int colon = -1;
      while (i < text.length() && URL_ENDS.indexOf(text.charAt(i)) < 0 && i < at + LONGEST_URL) {
        colon = colon < 0 && text.charAt(i) == ':' ? i : colon;
        i++;
      }
      boolean hasPassword =
          colon >= 0 && i > colon + 1 && i < text.length() && text.charAt(i) == '@';
      if (hasPassword && text.charAt(colon + 1) != '$' && text.charAt(colon + 1) != '{') {
        sink.found(new Spot("url-password", Family.SECRET, 0.8, colon + 1, i, Spot.NOTHING));
      }
      at = text.indexOf(URL_MARK, i);
    }
  }
}
