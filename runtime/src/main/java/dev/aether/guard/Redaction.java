package dev.aether.guard;

import java.util.Comparator;
import java.util.List;

/// Takes what was found out of a text.
public final class Redaction {
  private Redaction() {}

  /// The text with each window of a finding replaced; windows that overlap are replaced together.
  ///
  /// @param text what was scanned
  /// @param findings of that text, in any order
  /// @param replacement what to put there, such as `[REDACTED]`
  public static String redact(String text, List<Finding> findings, String replacement) {
    List<Finding> inOrder =
        findings.stream().sorted(Comparator.comparingInt(Finding::offset)).toList();
    var redacted = new StringBuilder();
    int done = 0;
    int covered = -1;
    for (Finding finding : inOrder) {
      if (finding.end() <= covered) {
        continue;
      }
      if (finding.offset() > covered) {
        redacted.append(text, done, finding.offset()).append(replacement);
      }
      covered = Math.min(finding.end(), text.length());
      done = covered;
    }
    return redacted.append(text, done, text.length()).toString();
  }
}
