package dev.aether.bench.load;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/// Measures a whole server, row by row, and prints a table and the same as JSON.
///
/// Run it in the project's folder, since it starts `./aether`. Arguments: the rows; all of them if
/// there are none. Linux only: memory is read from `/proc`.
public final class Table {
  private Table() {}

  /// Prints each figure when it is known.
  public static void main(String[] arguments)
      throws IOException, SQLException, InterruptedException {
    List<Row> rows =
        arguments.length == 0
            ? List.of(Row.values())
            : Arrays.stream(arguments).map(Row::valueOf).toList();
    var results = new Results(System.out);
    for (Row row : rows) {
      switch (row) {
        case WARM -> Throughput.warm(results);
        case COLD -> Throughput.cold(results);
        case OBSERVED -> Throughput.observed(results);
        case EVERYTHING -> Throughput.everything(results);
        case DURABLE -> Throughput.durable(results);
        case STEADY -> Latency.steady(results);
        case AT_ONCE -> Latency.atOnce(results);
        case OVERHEAD -> Latency.overhead(results);
        case START -> StartUp.measure(results);
        case MEMORY -> Memory.measure(results);
      }
    }
    results.end();
  }
}
