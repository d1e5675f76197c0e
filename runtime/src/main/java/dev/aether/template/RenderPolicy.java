package dev.aether.template;

import java.util.List;

/// What the author allows to be put into a prompt, and how.
///
/// @param allowedContextKeys context keys or dotted paths that may be read; empty allows all
/// @param redactKeys context keys or dotted paths whose values are hidden in logs and events
/// @param escapeHtml whether `& < > " '` in substituted values are escaped
/// @param maxValueLength longest value, in code points; 0 is no limit
public record RenderPolicy(
    List<String> allowedContextKeys,
    List<String> redactKeys,
    boolean escapeHtml,
    int maxValueLength) {
  /// Allows everything and changes nothing.
  public static final RenderPolicy OPEN = new RenderPolicy(List.of(), List.of(), false, 0);

  /// Copies the lists.
  public RenderPolicy {
    allowedContextKeys = List.copyOf(allowedContextKeys);
    redactKeys = List.copyOf(redactKeys);
    if (maxValueLength < 0) {
      throw new IllegalArgumentException("maxValueLength " + maxValueLength + " is below 0");
    }
  }

  /// Whether a template may read this part of the context.
  public boolean allows(String path) {
    return allowedContextKeys.isEmpty() || covers(allowedContextKeys, path);
  }

  /// Whether this part of the context is hidden in logs and events: a listed one, what is in it,
  /// and what it is in.
  public boolean redacts(String path) {
    return covers(redactKeys, path)
        || redactKeys.stream().anyMatch(key -> covers(List.of(path), key));
  }

  private static boolean covers(List<String> keys, String path) {
    for (String key : keys) {
      if (path.startsWith(key)
          && (path.length() == key.length() || path.charAt(key.length()) == '.')) {
        return true;
      }
    }
    return false;
  }
}
