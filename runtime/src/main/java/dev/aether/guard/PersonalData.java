package dev.aether.guard;

import dev.aether.guard.AnswerGuard.Sink;
import dev.aether.guard.AnswerGuard.Spot;

/// Finds e-mail addresses, telephone numbers, payment cards (check digit by Luhn, ISO/IEC 7812) and
/// bank accounts (IBAN, remainder modulo 97 by ISO 13616).
final class PersonalData {
  private static final int SHORTEST_IBAN = 15;
  private static final int LONGEST_IBAN = 34;
  private static final int SHORTEST_CARD = 13;
  private static final int LONGEST_CARD = 19;
  private static final int SHORTEST_PHONE = 8;
  private static final int LONGEST_PHONE = 15;
  private static final int LONGEST_LOCAL_PART = 64;
  private static final int LONGEST_DOMAIN = 253;

  private PersonalData() {}

  static void find(String text, Sink sink) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int end = i;
      if (c == '@') {
        end = email(text, i, sink);
      } else if (c == '+' || c == '(' || Ascii.isDigit(c)) {
        end = startsToken(text, i) ? number(text, i, sink) : i;
      } else if (Ascii.isCapital(c) && startsToken(text, i)) {
        end = iban(text, i, sink);
      }
      i = Math.max(end, i + 1);
    }
  }

  private static boolean startsToken(String text, int at) {
    return at == 0 || (Ascii.startsWord(text, at) && "./-_#=".indexOf(text.charAt(at - 1)) < 0);
  }

  private static int email(String text, int at, Sink sink) {
    int from = at;
    int earliest = Math.max(0, at - LONGEST_LOCAL_PART);
    while (from > earliest && isMailChar(text.charAt(from - 1))) {
      from--;
    }
    int to = at + 1;
    int latest = Math.min(text.length(), at + LONGEST_DOMAIN);
    while (to < latest
        && (Ascii.isLetterOrDigit(text.charAt(to)) || ".-".indexOf(text.charAt(to)) >= 0)) {
      to++;
    }
    while (to > at + 1 && !Ascii.isLetterOrDigit(text.charAt(to - 1))) {
      to--; // the full stop of the sentence
    }
    int dot = to - 1;
    while (dot > at && text.charAt(dot) != '.') {
      dot--;
    }
    if (from < at && dot > at + 1 && to - dot > 2) {
      sink.found(new Spot("e-mail", Family.PERSONAL_DATA, 0.6, from, to, Spot.WORDS));
      return to;
    }
    return at;
  }

  private static boolean isMailChar(char c) {
    return Ascii.isLetterOrDigit(c) || "._%+-".indexOf(c) >= 0;
  }

  /// A card, or a telephone number with a country code or written in the North American way.
  private static int number(String text, int from, Sink sink) {
    var digits = new StringBuilder();
    int to = from;
    int end = from;
    int gap = 0;
    boolean grouped = false;
    while (to < text.length() && digits.length() <= LONGEST_CARD && gap < 3) {
      char c = text.charAt(to);
      if (Ascii.isDigit(c)) {
        digits.append(c);
        grouped |= gap > 0 && end > from;
        gap = 0;
        end = to + 1;
      } else if (" -().+/".indexOf(c) >= 0) {
        gap++;
      } else {
        break;
      }
      to++;
    }
    boolean goesOn =
        end < text.length() && (Ascii.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_');
    if (goesOn) {
      return end;
    }
    boolean international = text.charAt(from) == '+';
    int count = digits.length();
    if (!international && count >= SHORTEST_CARD && count <= LONGEST_CARD && isCard(digits)) {
      sink.found(new Spot("card-number", Family.PERSONAL_DATA, 0.9, from, end, Spot.BEGINNING));
    } else if (international && count >= SHORTEST_PHONE && count <= LONGEST_PHONE) {
      sink.found(new Spot("telephone", Family.PERSONAL_DATA, 0.6, from, end, Spot.WORDS));
    } else if (text.charAt(from) == '(' && count == 10 && grouped) {
      sink.found(new Spot("telephone", Family.PERSONAL_DATA, 0.5, from, end, Spot.WORDS));
    }
    return end;
  }

  private static boolean isCard(CharSequence digits) {
    boolean same = true;
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
      sum += i % 2 == 0 ? digit : doubled;
      same &= digits.charAt(i) == digits.charAt(0);
    }
    char issuer = digits.charAt(0);
    return !same && issuer >= '2' && issuer <= '6' && sum % 10 == 0;
  }

  private static int iban(String text, int from, Sink sink) {
    var account = new StringBuilder();
    int to = from;
    int end = from;
    while (to < text.length() && account.length() <= LONGEST_IBAN) {
      char c = text.charAt(to);
      boolean letter = Ascii.isCapital(c);
      if (account.length() < 2
          ? letter
          : account.length() < 4 ? Ascii.isDigit(c) : letter || Ascii.isDigit(c)) {
        account.append(c);
        end = to + 1;
      } else if (c != ' ' || account.length() < 4 || text.charAt(to - 1) == ' ') {
        break;
      }
      to++;
    }
    boolean goesOn = end < text.length() && Ascii.isLetterOrDigit(text.charAt(end));
    if (!goesOn && account.length() <= LONGEST_IBAN) {
      // in spaced writing a following word in capitals may have been taken along
      for (int cut = account.length(); cut >= SHORTEST_IBAN; cut--) {
        if (remainder(account, cut) == 1) {
          int last = positionOf(text, from, cut);
          sink.found(new Spot("iban", Family.PERSONAL_DATA, 0.95, from, last, Spot.BEGINNING));
          return last;
        }
        if (text.charAt(positionOf(text, from, cut) - 1) != ' ' && end - from == account.length()) {
          break; // written without spaces, it ends where it ends
        }
      }
    }
    return Math.max(from + 1, Math.min(end, from + 2));
  }

  private static int positionOf(String text, int from, int characters) {
    int at = from;
    int seen = 0;
    while (seen < characters) {
      seen += text.charAt(at++) == ' ' ? 0 : 1;
    }
    return at;
  }

  private static int remainder(CharSequence account, int length) {
    int remainder = 0;
    for (int i = 0; i < length; i++) {
      char c = account.charAt((i + 4) % length);
      int value = Ascii.isDigit(c) ? c - '0' : c - 'A' + 10;
      remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
    }
    return remainder;
  }
}
