package dev.aether.guard;

import dev.aether.guard.AnswerGuard.Sink;
import dev.aether.guard.AnswerGuard.Spot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds credentials of well-known kinds: keys and tokens by their prefix, private keys in PEM form
/// (RFC 7468), and passwords in URLs.
final class Secrets {
  private static final String PEM_BEGIN = "-----BEGIN ";
  private static final String PEM_END = "-----END ";
  private static final String PEM_KIND = "PRIVATE KEY";
  private static final int PEM_LABEL = 40;
  private static final int LONGEST = 512;
  private static final String URL_MARK = "://";
  private static final String URL_ENDS = "/ \n\t\"'<>@";

  /// A kind of credential.
  ///
  /// @param prefix how it begins
  /// @param alphabet what follows
  /// @param fewest how many characters follow at least
  private record Kind(String name, String prefix, String alphabet, int fewest) {
    static Kind parse(String line) {
      String[] parts = line.strip().split("\\s+", -1);
      return new Kind(parts[0], parts[1].replace(":_", ": "), parts[2], Integer.parseInt(parts[3]));
    }

    boolean allows(char c) {
      return switch (alphabet) {
        case "w" -> Ascii.isLetterOrDigit(c) || c == '_';
        case "b" -> Ascii.isLetterOrDigit(c) || c == '_' || c == '-';
        case "u" -> Ascii.isCapital(c) || Ascii.isDigit(c);
        case "h" -> Encodings.digit(c) >= 0;
        case "x" -> Ascii.isLetterOrDigit(c) || c == '+' || c == '/' || c == '=';
        case "d" -> Ascii.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == ':';
        default -> throw new IllegalArgumentException("no such alphabet: " + alphabet);
      };
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
    Map<String, Integer> ends = new HashMap<>(); // of runs by alphabet: none is measured twice
    for (int i = 0; i < text.length(); i++) {
      state = PREFIXES.step(state, text.charAt(i));
      for (int match = PREFIXES.firstMatch(state);
          match != Automaton.ROOT;
          match = PREFIXES.nextMatch(match)) {
        Kind kind = KINDS.get(PREFIXES.phraseAt(match));
        int from = i + 1 - kind.prefix().length();
        int to = ends.getOrDefault(kind.alphabet(), 0);
        if (i + 1 >= to) {
          to = end(text, i + 1, kind);
          ends.put(kind.alphabet(), to);
        }
        if (from >= done && startsWord(text, from) && isKey(text, i + 1, to, kind)) {
          sink.found(new Spot(kind.name(), Family.SECRET, 0.95, from, to, true));
          done = to;
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
    int state = Automaton.ROOT;
    for (int i = Math.max(0, length - LONGEST - LONGEST_PREFIX); i < length; i++) {
      state = PREFIXES.step(state, text.charAt(i));
      for (int match = PREFIXES.firstMatch(state);
          match != Automaton.ROOT;
          match = PREFIXES.nextMatch(match)) {
        Kind kind = KINDS.get(PREFIXES.phraseAt(match));
        int from = i + 1 - kind.prefix().length();
        if (startsWord(text, from) && end(text, i + 1, kind) == length) {
          return from;
        }
      }
    }
    return length;
  }

  /// Part of a known beginning.
  private static int openPrefix(String text) {
    int length = text.length();
    for (int from = Math.max(0, length - LONGEST_PREFIX); from < length; from++) {
      String rest = text.substring(from);
      boolean word = startsWord(text, from);
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
    while (i < text.length() && URL_ENDS.indexOf(text.charAt(i)) < 0 && i < at + LONGEST) {
      i++;
    }
    return i == text.length() ? at : text.length();
  }

  private static int end(String text, int from, Kind kind) {
    int to = from;
    int limit = Math.min(text.length(), from + LONGEST);
    while (to < limit && kind.allows(text.charAt(to))) {
      to++;
    }
    return to;
  }

  private static boolean startsWord(String text, int from) {
    return from == 0 || !Ascii.isLetterOrDigit(text.charAt(from - 1));
  }

  /// Words and placeholders have no digits; a token has three parts.
  private static boolean isKey(String text, int from, int to, Kind kind) {
    if (to - from < kind.fewest()) {
      return false;
    }
    boolean digit = false;
    int dots = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      digit |= Ascii.isDigit(c);
      dots += c == '.' ? 1 : 0;
    }
    return digit && (!kind.name().equals("json-web-token") || dots >= 2);
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
        sink.found(new Spot("private-key", Family.SECRET, 1, at, next, true));
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
      while (i < text.length() && URL_ENDS.indexOf(text.charAt(i)) < 0 && i < at + LONGEST) {
        colon = colon < 0 && text.charAt(i) == ':' ? i : colon;
        i++;
      }
      boolean hasPassword =
          colon >= 0 && i > colon + 1 && i < text.length() && text.charAt(i) == '@';
      if (hasPassword && text.charAt(colon + 1) != '$' && text.charAt(colon + 1) != '{') {
        sink.found(new Spot("url-password", Family.SECRET, 0.8, colon + 1, i, true));
      }
      at = text.indexOf(URL_MARK, i);
    }
  }
}
