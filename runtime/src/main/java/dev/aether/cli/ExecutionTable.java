package dev.aether.cli;

import dev.aether.context.Value;
import dev.aether.context.ValuePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Executions in aligned columns, for people.
final class ExecutionTable {
  private static final int LONGEST_NAME = 30;
  private static final int LONGEST_VALUE = 500;

  private ExecutionTable() {}

  /// Many, a line each, with a head.
  static List<String> list(List<Value> executions) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ID", "STATUS", "FLOW", "CREATED", "MS", "NODES", "HITS", "TOKENS", "COST"));
    for (Value one : executions) {
      rows.add(
          List.of(
              at(one, "execution_id"),
              at(one, "status"),
              cut(at(one, "flow")),
              at(one, "created_at"),
              at(one, "total_execution_time_ms"),
              at(one, "nodes"),
              at(one, "cache_hits"),
              at(one, "total_tokens"),
              at(one, "cost")));
    }
    return aligned(rows);
  }

  /// One, with its nodes.
  static List<String> one(Value whole, List<Value> nodes) {
    List<List<String>> facts = new ArrayList<>();
    for (String name :
        List.of(
            "execution_id",
            "status",
            "flow",
            "created_at",
            "finished_at",
            "parent_execution_id",
            "total_execution_time_ms",
            "critical_path_ms",
            "total_token_cost",
            "tokens_saved",
            "cost.amount",
            "output")) {
      String value = at(whole, name);
      if (!value.equals("-")) {
        facts.add(List.of(name, value));
      }
    }
    List<String> lines = new ArrayList<>(aligned(facts));
    lines.add("");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NODE", "STATE", "STARTED", "ENDED", "ATTEMPTS", "MODEL", "CACHE", "WHY"));
    for (Value node : nodes) {
      rows.add(
          List.of(
              cut(at(node, "node_id")),
              at(node, "state"),
              whole(at(node, "started_ms")),
              whole(at(node, "ended_ms")),
              at(node, "attempts"),
              at(node, "model"),
              at(node, "cache"),
              why(node)));
    }
    lines.addAll(aligned(rows));
    return lines;
  }

  private static String why(Value node) {
    String error = at(node, "error.detail");
    if (!error.equals("-")) {
      return error;
    }
    String reason = at(node, "skip_reason");
    String because = at(node, "because_of");
    return because.equals("-") ? reason : reason + ": " + because;
  }

  private static String whole(String millis) {
    int point = millis.indexOf('.');
    return point < 0 ? millis : millis.substring(0, point);
  }

  private static String cut(String text) {
    return cut(text, LONGEST_NAME);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  private static List<String> aligned(List<List<String>> rows) {
    int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
    int[] widths = new int[columns];
    rows.forEach(row -> {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    });
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).repeat(" ", widths[i] - row.get(i).length() + 2);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static String at(Value value, String path) {
    return ValuePath.dotted(path).in(value) instanceof ValuePath.Found(var found)
        ? Optional.of(found.asText().strip())
            .filter(text -> !text.isEmpty())
            .map(text -> Tools.plain(text.replaceAll("\\s+", " ")))
            .map(text -> cut(text, LONGEST_VALUE))
            .orElse("-")
        : "-";
  }
}
