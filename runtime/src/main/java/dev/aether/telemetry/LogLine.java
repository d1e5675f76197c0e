package dev.aether.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A message with fields, in the one form that [LogFormat] can take apart again: `message | a=1
/// b=2`.
///
/// @param fields numbers and short words; values must not contain line breaks
record LogLine(String message, Map<String, Object> fields) {
  private static final String MARK = " | ";

  @Override
  public String toString() {
    if (fields.isEmpty()) {
      return message;
    }
    List<String> pairs = new ArrayList<>();
    new TreeMap<>(fields)
        .forEach((name, value) -> pairs.add(name + "=" + value.toString().replaceAll("\\s", "_")));
    return message + MARK + String.join(" ", pairs);
  }

  /// The message and fields of a line; a line of another form is all message.
  static LogLine parse(String line) {
    int mark = line.lastIndexOf(MARK);
    if (mark < 0) {
      return new LogLine(line, Map.of());
    }
    Map<String, Object> fields = new TreeMap<>();
    for (String pair : line.substring(mark + MARK.length()).split(" ", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        return new LogLine(line, Map.of());
      }
      fields.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return new LogLine(line.substring(0, mark), fields);
  }
}
