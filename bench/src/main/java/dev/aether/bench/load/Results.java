package dev.aether.bench.load;

import dev.aether.context.CompactJson;
import dev.aether.context.Members;
import dev.aether.context.Value;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was measured: a table while it comes, and all of it as JSON at the end.
final class Results {
  private final PrintStream out;
  private final List<Value> rows = new ArrayList<>();

  Results(PrintStream out) {
    this.out = out;
    out.println("| row | what | value |");
    out.println("|---|---|---|");
  }

  void add(Row row, String what, double value, String unit) {
    out.printf(Locale.ROOT, "| %s | %s | %s %s |%n", row.word(), what, number(value), unit);
    rows.add(
        new Members()
            .put("row", row.word())
            .put("what", what)
            .put("value", value)
            .put("unit", unit)
            .end());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
  }

  Value json() {
    return new Value.Arr(rows);
  }

  /// Writes everything as one line of JSON.
  void end() {
    out.println();
    out.println(CompactJson.of(json()));
  }
}
