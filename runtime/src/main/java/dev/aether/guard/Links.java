package dev.aether.guard;

import dev.aether.guard.AnswerGuard.Sink;
import dev.aether.guard.AnswerGuard.Spot;
import java.util.List;
import java.util.Locale;

/// Finds links and images whose address carries data away: a client that renders an answer fetches
/// its images without being asked, and whatever the model wrote into the address arrives there.
final class Links {
  private static final int LONGEST_URL = 8_192;
  private static final int LONGEST_LABEL = 500;
  private static final int DATA_IN_IMAGE = 8;
  private static final int DATA_IN_LINK = 24;

  private final List<String> trustedHosts;

  Links(List<String> trustedHosts) {
    this.trustedHosts = trustedHosts;
  }

  void find(String text, Sink sink) {
    int at = text.indexOf("//");
    while (at >= 0) {
      int to = end(text, at + 2);
      int from = schemeStart(text, at);
      boolean image = inImage(text, from);
      boolean link = image || isTarget(text, from);
      int data = data(text, at + 2, to);
      if (link && data >= (image ? DATA_IN_IMAGE : DATA_IN_LINK) && !trusted(text, at + 2, to)) {
        String rule = image ? "image-with-data" : "link-with-data";
        double score = image ? 0.9 : 0.6;
        sink.found(new Spot(rule, Family.EXFILTRATION, score, from, to, Spot.WORDS));
      }
      at = text.indexOf("//", to);
    }
  }

  private static int end(String text, int from) {
    int to = from;
    int limit = Math.min(text.length(), from + LONGEST_URL);
    while (to < limit && " \n\t\r\"'<>)]}`".indexOf(text.charAt(to)) < 0) {
      to++;
    }
    return to;
  }

  /// Before `//` stands the scheme, or nothing.
  private static int schemeStart(String text, int slashes) {
    int from = slashes;
    while (from > 0
        && from > slashes - 8
        && (Character.isLetter(text.charAt(from - 1)) || text.charAt(from - 1) == ':')) {
      from--;
    }
    return from;
  }

  /// `![...](url` or an attribute of an element that loads by itself.
  private static boolean inImage(String text, int from) {
    int open = before(text, from);
    if (open > 0 && text.charAt(open) == '(' && text.charAt(open - 1) == ']') {
      int bracket = open - 2;
      while (bracket > 0
          && open - bracket < LONGEST_LABEL
          && "[]".indexOf(text.charAt(bracket)) < 0) {
        bracket--;
      }
      return bracket > 0 && text.charAt(bracket) == '[' && text.charAt(bracket - 1) == '!';
    }
    String tag = text.substring(Math.max(0, from - 12), from).toLowerCase(Locale.ROOT);
    return tag.contains("src=")
        || tag.contains("url(")
        || tag.contains("srcset=")
        || tag.contains("background=");
  }

  /// `](url`, `href=url`, `<url` or `[name]: url`.
  private static boolean isTarget(String text, int from) {
    String lead = text.substring(Math.max(0, from - 8), from).toLowerCase(Locale.ROOT);
    return lead.endsWith("](")
        || lead.endsWith("](<")
        || lead.contains("href=")
        || lead.endsWith("<")
        || lead.endsWith("]: ");
  }

  /// The char before the address, past an angle bracket or spaces.
  private static int before(String text, int from) {
    int at = from - 1;
    while (at > 0 && at > from - 4 && "< ".indexOf(text.charAt(at)) >= 0) {
      at--;
    }
    return at;
  }

  /// How many characters an address holds beyond the host that can carry data: what follows `?` or
  /// `#`, and path segments that are longer than names are.
  private static int data(String text, int from, int to) {
    int slash = text.indexOf('/', from);
    int query = to;
    for (int i = from; i < to && query == to; i++) {
      query = text.charAt(i) == '?' || text.charAt(i) == '#' ? i : to;
    }
    int data = Math.max(0, to - query - 1);
    int segment = slash < 0 || slash >= query ? query : slash + 1;
    for (int i = segment; i <= query; i++) {
      if (i == query || text.charAt(i) == '/') {
        data += i - segment > 40 ? i - segment : 0;
        segment = i + 1;
      }
    }
    int hostEnd = slash < 0 || slash > to ? query : Math.min(slash, query);
    int label = from;
    for (int i = from; i <= hostEnd && i < text.length(); i++) {
      if (i == hostEnd || text.charAt(i) == '.') {
        data += i - label > 30 ? i - label : 0; // data in the name of a subdomain
        label = i + 1;
      }
    }
    return data;
  }

  private boolean trusted(String text, int from, int to) {
    int end = from;
    while (end < to && "/?#:".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String host = text.substring(from, end).toLowerCase(Locale.ROOT);
    return trustedHosts.stream()
        .anyMatch(trusted -> host.equals(trusted) || host.endsWith("." + trusted));
  }
}
