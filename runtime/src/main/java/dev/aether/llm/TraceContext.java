package dev.aether.llm;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a piece of work stands in a distributed trace: what the header `traceparent` of [W3C Trace
/// Context](https://www.w3.org/TR/trace-context/) carries from one process to the next.
///
/// @param traceId 32 hexadecimal digits, not all zero
/// @param spanId of the work itself, 16 hexadecimal digits, not all zero
/// @param sampled whether the trace is recorded
public record TraceContext(String traceId, String spanId, boolean sampled) {
  private static final Pattern HEADER =
      Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);

  /// Refuses ids that the standard calls invalid.
  public TraceContext {
    if (!isId(traceId, NO_TRACE)) {
      throw new IllegalArgumentException("trace id " + traceId);
    }
    if (!isId(spanId, NO_SPAN)) {
      throw new IllegalArgumentException("span id " + spanId);
    }
  }

  /// By hand: each execution that is not traced either has two of them.
  private static boolean isId(String id, String none) {
    if (id.length() != none.length() || id.equals(none)) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char digit = id.charAt(i);
      if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
        return false;
      }
    }
    return true;
  }

  /// Reads the header; one that is not valid counts as absent, as the standard demands.
  public static Optional<TraceContext> parse(String header) {
    Matcher parts = HEADER.matcher(header.strip());
    if (!parts.matches()
        || (parts.group(1).equals("00") && parts.group(5) != null)
        || parts.group(2).equals(NO_TRACE)
        || parts.group(3).equals(NO_SPAN)) {
      return Optional.empty();
    }
    boolean sampled = (Integer.parseInt(parts.group(4), 16) & 1) == 1;
    return Optional.of(new TraceContext(parts.group(2), parts.group(3), sampled));
  }

  /// Work that nobody asked for who is in a trace, and that is not recorded.
  ///
  /// @param random must be safe for use by many threads
  public static TraceContext unrecorded(RandomGenerator random) {
    return new TraceContext(id(random) + id(random), id(random), false);
  }

  /// A piece of work within this one.
  ///
  /// @param random must be safe for use by many threads
  public TraceContext child(RandomGenerator random) {
    return new TraceContext(traceId, id(random), sampled);
  }

  private static String id(RandomGenerator random) {
    long id;
    do {
      id = random.nextLong();
    } while (id == 0);
    return HexFormat.of().toHexDigits(id);
  }

  /// The header that tells another process of it.
  public String header() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }
}
